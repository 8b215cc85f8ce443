import type { Field } from "../field/field.ts";
import { forbidden, required, type Finding } from "../field/violation.ts";
import type { Rule } from "./rule.ts";

const allowed = "a probe asks the guest over the network: tcpSocket or httpGet";
const fix = "write for example tcpSocket: {port: 22}";

/**
 * A VM is probed over the network, as any workload is; nothing depends on an agent inside the guest.
 *
 * Restricted: spec.template.spec.readinessProbe, spec.template.spec.livenessProbe
 * Allowed: tcpSocket or httpGet; exec and guestAgentPing are not
 * Source: contract §2
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
  check: ({ vm }) => ["readinessProbe", "livenessProbe"].flatMap((name) => checkProbe(vm.template.at(name))),
};

function checkProbe(probe: Field): Finding[] {
  if (!probe.isSet) return [];
  const refused = ["exec", "guestAgentPing"].filter((type) => probe.at(type).isSet);
  if (refused.length > 0) {
    return refused.map((type) => forbidden(probe.at(type), `asks the guest with ${type}`, allowed, fix));
  }
  const isNetwork = ["tcpSocket", "httpGet"].some((type) => probe.at(type).isSet);
  return isNetwork ? [] : [required(probe.at("tcpSocket"), allowed, fix)];
}
