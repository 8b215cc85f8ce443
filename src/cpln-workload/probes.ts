import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, required, type FieldError } from "../field/error.ts";
import { checkRange } from "../validation/numbers.ts";
import { sshPort } from "../validation/ports.ts";
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
  { rule: "probe-type", check: checkListed },
  { rule: "workload-container", check: (workload) => probesOf(workload).flatMap(checkDetails) },
];

const types = ["tcpSocket", "httpGet"] as const;

const example = "tcpSocket: {port: 80}";
const byNetwork = "may not be set: probes reach the guest over the network only";

function checkType(probe: Field): FieldError[] {
  if (!probe.isSet) return [];
  const refused = ["exec", "grpc"].map((type) => probe.at(type)).filter(({ isSet }) => isSet);
  if (refused.length > 0) {
    return refused.map((type) => forbidden(type, "set", byNetwork, `use for example ${example}`));
  }
  const given = types.filter((type) => probe.has(type));
  if (given.length === 1) return [];
  return given.length === 0
    ? [required(probe.at("tcpSocket"), "must be set, unless httpGet is", `add for example ${example}`)]
    : [
        forbidden(
          probe,
          "tcpSocket and httpGet",
          "may not set both tcpSocket and httpGet",
          "remove one of the two",
        ),
      ];
}

/** From outside the guest only the listed ports and the platform's SSH port are reachable. */
function checkListed(workload: WorkloadView): FieldError[] {
  const ports = workload.container.at("ports");
  const listed = new Set<unknown>([sshPort, ...ports.items().map((entry) => entry.at("number").value)]);
  if (listed.size < 2) return [];
  const probed = probesOf(workload).flatMap((probe) => types.map((type) => probe.at(type, "port")));
  return probed
    .filter((port) => port.isSet && !listed.has(port.value) && checkProbed(port).length === 0)
    .map((port) => {
      const allowed = `must be one of \`${ports.toString()}\``;
      const fix = `add {number: ${port.number ?? 0}} there`;
      return warning(invalid(port, allowed, fix, `${port.number ?? 0} is not listed in ${ports.toString()}`));
    });
}

function checkDetails(probe: Field): FieldError[] {
  const httpGet = probe.at("httpGet");
  return [
    ...Object.entries(probeNumbers).flatMap(([name, { min, max }]) =>
      checkRange(probe.at(name), min, max, `use ${min} to ${max}`),
    ),
    ...types.flatMap((type) => checkProbePort(probe.at(type))),
    ...checkPattern(httpGet.at("path"), pathForm(256)),
    ...checkChoice(httpGet.at("scheme"), ["HTTP", "HTTPS"]),
  ];
}

function checkProbed(port: Field): FieldError[] {
  return checkRange(port, 1, 65535, "use the port that the guest listens on");
}

function checkProbePort(handler: Field): FieldError[] {
  const port = handler.at("port");
  if (!handler.isSet) return [];
  if (port.isSet) return checkProbed(port);
  return [required(port, "must be set where the container lists no ports", "add the port, or list ports")];
}
