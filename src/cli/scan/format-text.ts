import { printable } from "../printable.ts";
import type { Difference, RuleCount, ScanReport } from "./tally.ts";

/** A report as text: a line for each rule of each namespace, and the totals. */
export function formatScan({ counts, summary }: ScanReport): string {
  const { scanned, denied, warned, failed } = summary;
  const totals = [
    `${denied} of ${scanned} objects would be denied`,
    `${warned} would only be warned of`,
    ...(failed === 0 ? [] : [`${failed} could not be judged`]),
  ];
  return text([...counts.map(line), totals.join(", ")]);
}

/** What changes, as text. */
export function formatDifference({ newly, noLonger }: Difference): string {
  return text([
    ...newly.counts.map((count) => `+ ${line(count)}`),
    ...noLonger.counts.map((count) => `- ${line(count)}`),
    `${newly.summary.denied} of ${newly.summary.scanned} objects would newly be denied, ` +
      `${noLonger.summary.denied} no longer for a rule that denies them now`,
  ]);
}

const words = { enforce: "denied", warn: "warned", failed: "failed" } as const;

function line({ namespace, rule, action, objects, names }: RuleCount): string {
  const more = objects > names.length ? ` and ${objects - names.length} more` : "";
  return `${namespace}: ${rule}: ${objects} ${words[action]}: ${names.join(", ")}${more}`;
}

function text(lines: readonly string[]): string {
  return `${lines.map(printable).join("\n")}\n`;
}
