import type { Page, PageProblem, Toned } from "../report-page/model.ts";
import { pageText } from "../report-page/page.ts";
import { describeRule } from "../rule-texts.ts";
import type { Difference, RuleCount, ScanReport } from "./tally.ts";

/** A report as a page of HTML: bars and a table of what each rule would do in each namespace. */
export function scanPage({ counts, summary }: ScanReport): string {
  const { scanned, denied, warned, failed } = summary;
  const allowed = scanned - denied - warned - failed;
  return page({
    headline: {
      tone: denied + failed > 0 ? "error" : warned > 0 ? "warning" : "good",
      label: `${denied} of ${scanned} objects would be denied`,
    },
    counts: [
      { label: "denied", count: denied, tone: "error" },
      { label: "only warned of", count: warned, tone: "warning" },
      { label: "failed", count: failed, tone: "error" },
      { label: "allowed", count: allowed, tone: "good" },
    ],
    problems: counts.map((count) => problemOf(count, levels[count.action])),
  });
}

/** What changes, in the same way. */
export function differencePage({ newly, noLonger }: Difference): string {
  const { denied, scanned } = newly.summary;
  return page({
    headline: {
      tone: denied > 0 ? "error" : "good",
      label: `${denied} of ${scanned} objects would newly be denied`,
    },
    counts: [
      { label: "newly denied", count: denied, tone: "error" },
      { label: "no longer denied for a rule", count: noLonger.summary.denied, tone: "good" },
    ],
    problems: [
      ...newly.counts.map((count) => problemOf(count, { tone: "error", label: "newly denied" })),
      ...noLonger.counts.map((count) => problemOf(count, { tone: "good", label: "no longer denied" })),
    ],
  });
}

const levels: Readonly<Record<RuleCount["action"], Toned>> = {
  enforce: { tone: "error", label: "denied" },
  warn: { tone: "warning", label: "warned" },
  failed: { tone: "error", label: "failed" },
};

function page(parts: Pick<Page, "headline" | "counts" | "problems">): string {
  return pageText({ title: "vmgate scan", where: "Count", notes: [], ...parts });
}

function problemOf({ namespace, rule, objects, names }: RuleCount, level: Toned): PageProblem {
  const { summary, fix } = describeRule(rule);
  const more = objects > names.length ? ` and ${objects - names.length} more` : "";
  return {
    level,
    rule,
    namespace,
    object: `${names.join(", ")}${more}`,
    where: String(objects),
    field: "",
    summary,
    fix,
    count: objects,
  };
}
