import type { Field } from "../field/field.ts";
import { warning, duplicate, forbidden, type FieldError } from "../field/error.ts";
import { checkPort, sshPort } from "../validation/ports.ts";
import { checkChoice, checkPattern, checkList } from "./checks.ts";
import type { WorkloadCheck } from "./view.ts";

/** The lowest port that the platform exposes. */
const firstPort = 80;

/** What the path of an HTTP request must look like, up to a length. */
export function pathForm(longest: number): Parameters<typeof checkPattern>[1] {
  return { pattern: /^\//, longest, allowed: "must begin with /", fix: "use a path such as /metrics" };
}

/** `spec.containers[0].ports` and `.metrics`: what the mesh reaches in the guest. */
export const portChecks: readonly WorkloadCheck[] = [
  {
    rule: "interface-ports",
    check: ({ container }) => checkPorts(container.at("ports")),
  },
  { rule: "workload-container", check: ({ container }) => checkMetrics(container.at("metrics")) },
];

function checkPorts(ports: Field): FieldError[] {
  const entries = ports.items();
  return [
    ...checkList(ports, "ports"),
    ...entries.flatMap((entry) => [
      ...checkExposed(entry.at("number")),
      ...checkChoice(entry.at("protocol"), ["http", "http2", "grpc", "tcp"]),
    ]),
    ...checkTwice(entries.map((entry) => entry.at("number"))),
  ];
}

function checkTwice(numbers: readonly Field[]): FieldError[] {
  const seen = new Set<unknown>();
  return numbers.flatMap((field) => {
    const { number } = field;
    if (number === undefined) return [];
    if (!seen.has(number)) {
      seen.add(number);
      return [];
    }
    return [
      warning(
        duplicate(field, `${number} is listed twice`, "must be unique in the list", "remove one of the two"),
      ),
    ];
  });
}

function checkExposed(port: Field): FieldError[] {
  if (port.value !== sshPort) return checkPort(port, firstPort);
  const allowed = `may not be ${sshPort}, which is always reachable`;
  return [forbidden(port, String(sshPort), allowed, "remove the entry")];
}

function checkMetrics(metrics: Field): FieldError[] {
  if (!metrics.isSet) return [];
  const dropped = metrics.at("dropMetrics");
  const name = {
    pattern: /./,
    longest: 256,
    allowed: "must be the name of a metric, or a pattern",
    fix: "use a string, in YAML with quotes",
  };
  return [
    ...checkPort(metrics.at("port"), firstPort),
    ...checkPattern(metrics.at("path"), pathForm(128)),
    ...checkList(dropped, "metrics"),
    ...dropped.items().flatMap((entry) => checkPattern(entry, name)),
  ];
}
