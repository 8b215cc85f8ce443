import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { probedPort } from "../validation/ports.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const types = ["tcpSocket", "httpGet"] as const;

const allowed = "must be tcpSocket or httpGet, which ask the guest over the network";
const fix = "write for example tcpSocket: {port: 22}";

/**
 * A VM is probed over the network, as any workload is; nothing depends on an agent inside the guest.
 *
 * Restricted: spec.template.spec.readinessProbe, spec.template.spec.livenessProbe
 * Allowed: tcpSocket or httpGet; exec and guestAgentPing are not. A warning where the interface lists ports, and the
 *   probe's is none of them
 * Source: contract §2; KUBEVIRT.md §1.6: a list of ports closes every other port
 */
export const probeType: Rule = {
  id: "probe-type",
  summary: "Probes use `tcpSocket` or `httpGet`.",
  why: "`exec` and `guestAgentPing` ask an agent inside the guest: a VM without it would never be ready, or be killed while it works.",
  fix: "Probe a port that the guest serves: `tcpSocket: {port: 22}` or `httpGet: {path: /healthz, port: 8080}`. Where the interface lists ports, list this one too.",
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
  const refused = ["exec", "guestAgentPing"].filter((type) => probe.at(type).isSet);
  if (refused.length > 0) {
    return refused.map((type) => forbidden(probe.at(type), quote(type), allowed, fix));
  }
  const isNetwork = types.some((type) => probe.at(type).isSet);
  return isNetwork ? [] : [required(probe.at("tcpSocket"), allowed, fix)];
}

function checkPort(port: Field, { interfaces }: VmView): FieldError[] {
  const list = interfaces.map((nic) => nic.at("ports")).find((ports) => ports.items().length > 0);
  if (!port.isSet || list === undefined || probedPort(port, list) !== undefined) return [];
  const { number } = port;
  const field = list.toString();
  const entry =
    number === undefined
      ? `write the number or name of a port of ${field}`
      : `add {port: ${number}} to ${field}`;
  const found = `${quote(port.value)}, which the list of ports closes`;
  return [warning(invalid(port, `must be one of ${field}`, entry, found))];
}
