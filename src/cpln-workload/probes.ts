import type { Field } from "../field/field.ts";
import { forbidden, required, tooMany, type FieldError } from "../field/error.ts";
import { checkRange } from "../validation/numbers.ts";
import { checkChoice, checkPattern } from "./checks.ts";
import { pathForm } from "./ports.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** Numbers of a probe: lowest, highest, and what is filled in (readiness, liveness). */
export const probeNumbers = {
  initialDelaySeconds: { min: 0, max: 600, unset: [10, 60] },
  periodSeconds: { min: 1, max: 600, unset: [10, 10] },
  timeoutSeconds: { min: 1, max: 600, unset: [1, 1] },
  successThreshold: { min: 1, max: 20, unset: [1, 1] },
  failureThreshold: { min: 1, max: 20, unset: [3, 3] },
} as const;

/** The probes of a workload, in the order of the numbers that are filled in. */
export function probesOf({ container }: WorkloadView): readonly Field[] {
  return [container.at("readinessProbe"), container.at("livenessProbe")];
}

/** `spec.containers[0].readinessProbe` and `.livenessProbe`. */
export const probeChecks: readonly WorkloadCheck[] = [
  { rule: "probe-type", check: (workload) => probesOf(workload).flatMap(checkType) },
  { rule: "workload-container", check: (workload) => probesOf(workload).flatMap(checkDetails) },
];

const allowed = "a probe asks the guest over the network: tcpSocket or httpGet";
const fix = "write for example tcpSocket: {port: 80}";

function checkType(probe: Field): FieldError[] {
  if (!probe.isSet) return [];
  const refused = ["exec", "grpc"].filter((type) => probe.at(type).isSet);
  if (refused.length > 0) return refused.map((type) => forbidden(probe.at(type), type, allowed, fix));
  const types = ["tcpSocket", "httpGet"].filter((type) => probe.at(type).isSet);
  if (types.length === 1) return [];
  return types.length === 0
    ? [required(probe.at("tcpSocket"), allowed, fix)]
    : [tooMany(probe, types.join(" and "), "one of the two", "remove one")];
}

function checkDetails(probe: Field): FieldError[] {
  const httpGet = probe.at("httpGet");
  return [
    ...Object.entries(probeNumbers).flatMap(([name, { min, max }]) =>
      checkRange(probe.at(name), min, max, name, `write ${min} to ${max}`),
    ),
    ...["tcpSocket", "httpGet"].flatMap((type) => checkProbePort(probe.at(type))),
    ...checkPattern(httpGet.at("path"), pathForm(256)),
    ...checkChoice(httpGet.at("scheme"), ["HTTP", "HTTPS"]),
  ];
}

function checkProbePort(handler: Field): FieldError[] {
  const port = handler.at("port");
  if (!handler.isSet) return [];
  if (port.isSet) return checkRange(port, 1, 65535, "a port", "write the port that the guest listens on");
  return [required(port, "a probe names a port where the entry lists none", "add the port, or list ports")];
}
