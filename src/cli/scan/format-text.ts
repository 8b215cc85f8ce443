import { printable } from "../printable.ts";
import { countVerdicts, type LiveReport, type Report } from "../review/report.ts";
import { countByRule, type RuleCount } from "./tally.ts";

/** A report on the objects of a cluster as text: a line for each rule of each namespace, and the totals. */
export function scanText({ results, summary }: Report, { against }: LiveReport): string {
  const counts = countByRule(results);
  if (against !== undefined) {
    const noLonger = countVerdicts(against.noLonger).refused;
    return text([
      ...counts.map((count) => `+ ${line(count)}`),
      ...countByRule(against.noLonger).map((count) => `- ${line(count)}`),
      `${summary.refused} of ${results.length} objects would newly be denied, ` +
        `${noLonger} no longer for a rule that denies them now`,
    ]);
  }
  const warned = results.filter(({ verdict, problems }) => verdict === "allowed" && problems.length > 0);
  const totals = [
    `${summary.refused} of ${results.length} objects would be denied`,
    `${warned.length} would only be warned of`,
    ...(summary.unreadable === 0 ? [] : [`${summary.unreadable} could not be judged`]),
  ];
  return text([...counts.map(line), totals.join(", ")]);
}

const words = { enforce: "denied", warn: "warned", failed: "failed" } as const;

function line({ namespace, rule, action, objects, names }: RuleCount): string {
  const more = objects > names.length ? ` and ${objects - names.length} more` : "";
  return `${namespace}: ${rule}: ${objects} ${words[action]}: ${names.join(", ")}${more}`;
}

function text(lines: readonly string[]): string {
  return `${lines.map(printable).join("\n")}\n`;
}
