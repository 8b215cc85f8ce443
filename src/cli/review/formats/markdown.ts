import { markdownTable } from "../../markdown-table.ts";
import { printable } from "../../printable.ts";
import type { Report } from "../report.ts";
import { describeSkipped } from "../skipped.ts";
import { objectName, placeOf, slashedPath } from "../names.ts";

/** For a comment on a pull request, or a job's summary: the counts, and a table of the problems. */
export function markdown(report: Report): string {
  const { results, summary } = report;
  const rows = results.flatMap((result) =>
    result.problems.map(({ level, rule, message, location }) => [
      level,
      prose(placeOf(slashedPath(result.file), location, false)),
      prose(objectName(result)),
      prose(message),
      prose(rule),
    ]),
  );
  const counts = Object.entries(summary).map(([verdict, count]) => `${count} ${verdict}`);
  const policy = report.policyFile === undefined ? [] : [`- policy: ${prose(report.policyFile)}\n`];
  const skipped = describeSkipped(report).map((line) => `- skipped: ${prose(line)}\n`);
  return [
    `**vmgate:** ${counts.join(", ")}\n`,
    ...(rows.length === 0
      ? []
      : ["\n", markdownTable([["level", "line", "object", "problem", "rule"], ...rows])]),
    ...(skipped.length + policy.length === 0 ? [] : ["\n", ...policy, ...skipped]),
  ].join("");
}

/** Text in which Markdown and HTML see nothing of their own: a name must make no link, picture or mention. */
function prose(text: string): string {
  return printable(text)
    .replaceAll(/[\\`*_{}[\]()#+!~<>&@]/g, (mark) => `\\${mark}`)
    .replaceAll("\\<", "&lt;")
    .replaceAll("\\>", "&gt;")
    .replaceAll("\\&", "&amp;")
    .replaceAll("\\@", "&#64;");
}
