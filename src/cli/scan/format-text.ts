import { printable } from "../printable.ts";
import { countVerdicts, type LiveReport, type Report, type Result } from "../review/report.ts";
import { countExempt, type ExemptCount } from "./exempt.ts";
import type { Counted, ObjectGroup } from "./object-groups.ts";
import { countByRule, type RuleCount } from "./tally.ts";

/**
 * A report on the objects of a cluster as text: a line for each rule of each namespace, what else an administrator wants
 * to know of them, and the totals.
 */
export function scanText({ results, summary }: Report, live: LiveReport): string {
  const { against } = live;
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
  return text([...counts.map(line), ...sections(results, live), totals.join(", ")]);
}

function sections(results: readonly Result[], live: LiveReport): readonly string[] {
  return scanSections(results, live).flatMap(({ title, lines }) => [
    `${title}:`,
    ...lines.map((one) => `  ${one}`),
  ]);
}

/** Lines of a report that belong together. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What else there is to say of the objects of a cluster; no section without a line. */
export function scanSections(
  results: readonly Result[],
  { outdated, unchecked, notUnderContract }: LiveReport,
): readonly Section[] {
  const all = [
    { title: "exempt from rules that would deny", lines: countExempt(results).map(exemptLine) },
    { title: "running with outdated platform cloud-init", lines: outdated.map(groupLine) },
    {
      title: "running with platform cloud-init that could not be checked",
      lines: unchecked.map(groupLine),
    },
    { title: "not under the contract", lines: notUnderContract.map(groupLine) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

function exemptLine({ namespace, rule, reason, expires, ...count }: ExemptCount): string {
  const until = expires === undefined ? "without an end" : `until the end of ${expires}`;
  return `${namespace}: ${rule}: ${count.objects} ${until} (${reason}): ${namesOf(count)}`;
}

function groupLine({ namespace, why, ...group }: ObjectGroup): string {
  return `${namespace}: ${group.objects} ${why}: ${namesOf(group)}`;
}

const words = { enforce: "denied", warn: "warned", failed: "failed" } as const;

function line({ namespace, rule, action, ...count }: RuleCount): string {
  return `${namespace}: ${rule}: ${count.objects} ${words[action]}: ${namesOf(count)}`;
}

function namesOf({ objects, names }: Counted): string {
  return names.join(", ") + (objects > names.length ? ` and ${objects - names.length} more` : "");
}

function text(lines: readonly string[]): string {
  return `${lines.map(printable).join("\n")}\n`;
}
