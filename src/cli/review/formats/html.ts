import type { Page, PageProblem, Toned } from "../../report-page/model.ts";
import { pageText } from "../../report-page/page.ts";
import { scanSections } from "../../scan/format-text.ts";
import {
  countProblems,
  isNothingReviewed,
  type LiveReport,
  type Problem,
  type Report,
  type Result,
} from "../report.ts";
import { describeSkipped } from "../skipped.ts";
import { slashedPath } from "../names.ts";

/** For people who were not there: one page to keep, send and print, with bars, filters and the lines of the files. */
export function html(report: Report): string {
  return pageText(pageOf(report));
}

function pageOf(report: Report): Page {
  const { allowed, refused, known, skipped, unreadable } = report.summary;
  const { policyFile, inBaseline = 0, live } = report;
  return {
    title: live === undefined ? "vmgate review" : "vmgate scan",
    headline: headlineOf(report),
    counts: [
      { label: "refused", count: refused, tone: "error" },
      { label: "unreadable", count: unreadable, tone: "error" },
      { label: "warnings", count: countProblems(report, "warning"), tone: "warning" },
      { label: "allowed", count: allowed, tone: "good" },
      ...(known === undefined ? [] : [{ label: "known", count: known, tone: "neutral" } as const]),
      { label: "skipped", count: skipped, tone: "neutral" },
    ],
    problems: report.results.flatMap((result) =>
      result.problems.map((problem) => problemOf(result, problem)),
    ),
    where: live === undefined ? "File" : "Kind",
    notes: [
      ...(live?.against === undefined
        ? []
        : [`Only what the policy ${live.against.policyFile} would newly refuse is shown`]),
      ...(live === undefined || live.against !== undefined ? [] : sectionNotes(report.results, live)),
      ...(policyFile === undefined ? [] : [`Policy: ${policyFile}`]),
      ...(inBaseline === 0 ? [] : [`Not shown, since the baseline has them: ${inBaseline}`]),
      ...describeSkipped(report).map((line) => `Skipped: ${line}`),
    ],
  };
}

/** What else a scan has found, a note for each line. */
function sectionNotes(results: readonly Result[], live: LiveReport): readonly string[] {
  return scanSections(results, live).flatMap(({ title, lines }) =>
    lines.map((line) => `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${line}`),
  );
}

function headlineOf(report: Report): Toned {
  const { refused, unreadable, allowed, known = 0 } = report.summary;
  const reviewed = refused + allowed + known;
  if (refused > 0) return { tone: "error", label: `${refused} of ${objects(reviewed)} refused` };
  if (unreadable > 0) return { tone: "error", label: `${unreadable} could not be read` };
  if (isNothingReviewed(report)) return { tone: "neutral", label: "Nothing was reviewed" };
  const isWarned = countProblems(report, "warning") > 0;
  const label = reviewed === 1 ? "The object is allowed" : `All ${reviewed} objects are allowed`;
  return { tone: isWarned ? "warning" : "good", label };
}

function objects(count: number): string {
  return count === 1 ? "1 object" : `${count} objects`;
}

function problemOf({ file, kind, namespace, name }: Result, problem: Problem): PageProblem {
  const { level, rule, field, summary, fix, location } = problem;
  return {
    level: { tone: level, label: level },
    rule,
    namespace,
    object: location.line === 0 ? name : `${kind} ${name}`.trim(),
    where: location.line === 0 ? kind : `${slashedPath(file)}:${location.line}`,
    field,
    summary,
    fix,
    location,
    count: 1,
  };
}
