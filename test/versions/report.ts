import { markdownTable } from "../../src/cli/markdown-table.ts";

/** A version of Kubernetes with one of KubeVirt, such as v1.36.1 and v1.8.4. */
export interface Pair {
  readonly kubernetes: string;
  readonly kubevirt: string;
}

/** How many tests of one suite there were, and the titles of those that did not pass, skipped ones among them. */
export interface SuiteResult {
  readonly count: number;
  readonly failed: readonly string[];
}

/** What came of two versions: the results by suite, or why nothing was run. */
export type Outcome = { readonly results: Readonly<Record<string, SuiteResult>> } | { readonly why: string };

/** Two versions, and what came of them; undefined: they were never run. */
export interface Tried {
  readonly pair: Pair;
  readonly outcome: Outcome | undefined;
}

/** The part of vitest's JSON report that is read here. */
interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The results in a JSON report of vitest, by what `suiteOf` makes of a file's path. */
export function readReport(text: string, suiteOf: (file: string) => string): Record<string, SuiteResult> {
  const { testResults } = JSON.parse(text) as JsonReport;
  return Object.fromEntries(
    testResults.map(({ name, assertionResults: tests }) => {
      const failed = tests.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
      return [suiteOf(name), { count: tests.length, failed }];
    }),
  );
}

/** Whether every suite passed on every version. */
export function isPassed(suites: readonly string[], tried: readonly Tried[]): boolean {
  return tried.every(({ outcome }) => suites.every((suite) => cell(outcome, suite).startsWith("passed")));
}

/** The table of versions and suites with the tests that failed below it, in Markdown. */
export function versionsReport(suites: readonly string[], tried: readonly Tried[]): string {
  const rows = tried.map(({ pair, outcome }) => [
    bare(pair.kubernetes),
    bare(pair.kubevirt),
    ...suites.map((suite) => cell(outcome, suite)),
  ]);
  const failures = tried.flatMap(({ pair: { kubernetes, kubevirt }, outcome }) =>
    suites.flatMap((suite) => {
      const results = outcome !== undefined && "results" in outcome ? outcome.results : {};
      const where = `Kubernetes ${bare(kubernetes)}, KubeVirt ${bare(kubevirt)}, ${suite}`;
      return (results[suite]?.failed ?? []).map((title) => `- ${where}: ${title}\n`);
    }),
  );
  const list = failures.length === 0 ? "" : `\nWhat failed:\n\n${failures.join("")}`;
  return markdownTable([["Kubernetes", "KubeVirt", ...suites], ...rows]) + list;
}

/** A suite without a test has not passed. */
function cell(outcome: Outcome | undefined, suite: string): string {
  if (outcome === undefined) return "not tried";
  if ("why" in outcome) return `not tried: ${outcome.why}`;
  const { count, failed } = outcome.results[suite] ?? { count: 0, failed: [] };
  if (count === 0) return "failed: no test ran";
  return failed.length === 0 ? `passed (${count})` : `failed (${failed.length} of ${count})`;
}

function bare(version: string): string {
  return version.replace(/^v/, "");
}
