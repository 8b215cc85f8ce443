import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { probedPort } from "../validation/ports.ts";
import { formatPath } from "../field/path.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const types = ["tcpSocket", "httpGet"] as const;

const fix = "use tcpSocket or httpGet, such as tcpSocket: {port: 22}";

/**
 * A VM is probed over the network; nothing depends on an agent inside the guest.
 *
 * Restricted: spec.template.spec.readinessProbe, spec.template.spec.livenessProbe
 * Allowed: tcpSocket or httpGet; exec and guestAgentPing are not. A warning if the interface lists ports, but not
 *   the probe's
 * Source: contract §2; KUBEVIRT.md §1.6: a list of ports closes every other port
 */
export const probeType: Rule = {
  id: "probe-type",
  summary: "Probes use `tcpSocket` or `httpGet`.",
  why: "`exec` and `guestAgentPing` need an agent inside the guest: a VM without it would never be ready, or be killed while it is working.",
  fix: "Probe a port that the guest serves: `tcpSocket: {port: 22}` or `httpGet: {path: /healthz, port: 8080}`. If the interface lists ports, list this one too.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {readinessProbe: {guestAgentPing: {}}}}}",
    admitted: "spec: {template: {spec: {readinessProbe: {tcpSocket: {port: 22}}}}}",
  },
  check: ({ vm }) =>
    ["readinessProbe", "livenessProbe"]
      .map((name) => vm.instanceSpec.at(name))
      .flatMap((probe) => [
        ...checkType(probe),
        ...types.flatMap((type) => checkPort(probe.at(type, "port"), vm)),
      ]),
};

function checkType(probe: Field): FieldError[] {
  if (!probe.isSet) return [];
  const refused = ["exec", "guestAgentPing"].filter((type) => probe.has(type));
  if (refused.length > 0) {
    return refused.map((type) => {
      const allowed = `may not be set: ${type} probes need an agent in the guest`;
      return forbidden(probe.at(type), `${type} probe`, allowed, fix);
    });
  }
  const isNetwork = types.some((type) => probe.has(type));
  return isNetwork
    ? []
    : [required(probe.at("tcpSocket"), "must be set, unless httpGet is", "add tcpSocket: {port: 22}")];
}

function checkPort(port: Field, { interfaces }: VmView): FieldError[] {
  const list = interfaces.map((nic) => nic.at("ports")).find((ports) => ports.items().length > 0);
  if (!port.isSet || list === undefined || probedPort(port, list) !== undefined) return [];
  const { number } = port;
  const field = formatPath(list.path.slice(-3));
  const entry =
    number === undefined ? "use the number or name of a listed port" : `add {port: ${number}} there`;
  const allowed = `must be one of ${field}, which closes every other port`;
  return [warning(invalid(port, allowed, entry, `${quote(port.value)} is not in ${field}`))];
}
