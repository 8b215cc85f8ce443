import { printable, printableName } from "../printable.ts";
import type { Report, Result } from "./review-files.ts";

/** Packed cloud-init is two thousand characters that nobody reads; other defaults are shorter. */
const longestValue = 160;

/** The report as text: every object that was reviewed, what is wrong with it, and the defaults. */
export function formatReport({ results, summary }: Report): string {
  const blocks = results
    .filter(({ verdict, warnings }) => verdict !== "skipped" || warnings.length > 0)
    .map(formatResult);
  const skipped = results.filter(({ verdict }) => verdict === "skipped");
  const counts = Object.entries(summary).map(([verdict, count]) => `${count} ${verdict}`);
  const isEmpty = summary.allowed + summary.refused === 0;
  return `${[
    ...blocks,
    ...(skipped.length > 0 ? [`skipped: ${countKinds(skipped)}`] : []),
    ...(isEmpty
      ? ["nothing was reviewed: there is no VirtualMachine, and no other kind that vmgate reviews"]
      : []),
    counts.join(", "),
  ].join("\n")}\n`;
}

/** `2 Service, 1 ConfigMap`, in the order in which the kinds were found. */
function countKinds(results: readonly Result[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of results) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => `${count} ${kind === "" ? "without a kind" : printable(kind)}`)
    .join(", ");
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
