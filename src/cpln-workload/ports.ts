import type { Field } from "../field/field.ts";
import { warning, duplicate, forbidden, type FieldError } from "../field/error.ts";
import { checkPort, sshPort } from "../validation/ports.ts";
import { checkChoice, checkPattern, checkList } from "./checks.ts";
import type { WorkloadCheck } from "./view.ts";

/** The lowest port that the platform exposes. */
const firstPort = 80;

/** What a path of an HTTP request may be, up to a length. */
export function pathForm(longest: number): Parameters<typeof checkPattern>[1] {
  return { pattern: /^\//, longest, allowed: "a path that begins with /", fix: "write for example /metrics" };
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
      warning(duplicate(field, `${number}, listed twice`, "must be unique in the list", "remove the entry")),
    ];
  });
}

function checkExposed(port: Field): FieldError[] {
  if (port.value !== sshPort) return checkPort(port, firstPort);
  const allowed = `ports from ${firstPort} on, and ${sshPort} is always reachable without being listed`;
  return [forbidden(port, String(sshPort), allowed, "remove the entry")];
}

function checkMetrics(metrics: Field): FieldError[] {
  if (!metrics.isSet) return [];
  const dropped = metrics.at("dropMetrics");
  const name = {
    pattern: /./,
    longest: 256,
    allowed: "the name of a metric, or a pattern of names",
    fix: "write a text",
  };
  return [
    ...checkPort(metrics.at("port"), firstPort),
    ...checkPattern(metrics.at("path"), pathForm(128)),
    ...checkList(dropped, "metrics"),
    ...dropped.items().flatMap((entry) => checkPattern(entry, name)),
  ];
}
