import { printable, printableName } from "../printable.ts";
import type { Report, Result } from "./review-files.ts";

/** Packed cloud-init is two thousand characters that nobody reads; what is filled in otherwise is shorter. */
const longestValue = 160;

/** The report for a person to read: every object that was judged, what is wrong with it, what is filled in. */
export function formatReport({ results, summary }: Report): string {
  if (results.length === 0) return "nothing to review: no object was found\n";
  const blocks = results.filter(({ verdict }) => verdict !== "skipped").map(formatResult);
  const counts = Object.entries(summary).map(([verdict, count]) => `${count} ${verdict}`);
  return `${[...blocks, counts.join(", ")].join("\n")}\n`;
}

function formatResult(result: Result): string {
  const { file, line, kind, namespace, name, verdict, violations, warnings, patch } = result;
  const object = kind === "" ? "" : ` ${kind} ${printableName(namespace, name)}`;
  const refusals = violations
    .filter(({ action }) => action === "enforce")
    .map((violation) => `  * ${violation.message} (line ${violation.line})`);
  const filled = patch.map((operation) => `  + ${operation.op} ${operation.path}${valueOf(operation)}`);
  return [
    `${file}:${line}:${object} ${verdict}`,
    ...refusals,
    ...warnings.map((text) => `  ! ${text}`),
    ...(verdict === "allowed" ? filled : []),
  ]
    .map(printable)
    .join("\n");
}

function valueOf(operation: Result["patch"][number]): string {
  if (operation.op === "remove") return "";
  const text = JSON.stringify(operation.value);
  return text.length > longestValue
    ? ` ${text.slice(0, longestValue)}… (--format json shows all)`
    : ` ${text}`;
}
