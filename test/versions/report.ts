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

/** What came of two versions: the results by suite, or undefined and why nothing was run. */
export interface Tried {
  readonly pair: Pair;
  readonly why: string;
  readonly results: ReadonlyMap<string, SuiteResult> | undefined;
}

/** The part of vitest's JSON report that is read here. */
interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The results in a JSON report of vitest, by what `suiteOf` makes of a file's path. */
export function readReport(text: string, suiteOf: (file: string) => string): Map<string, SuiteResult> {
  const { testResults } = JSON.parse(text) as JsonReport;
  return new Map(
    testResults.map(({ name, assertionResults: tests }) => {
      const failed = tests.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
      return [suiteOf(name), { count: tests.length, failed }];
    }),
  );
}

/** The table of versions and suites with the tests that failed below it, in Markdown; and whether every suite passed on every version. */
export function versionsReport(
  suites: readonly string[],
  tried: readonly Tried[],
): { readonly text: string; readonly isPassed: boolean } {
  const cells = tried.map((each) => suites.map((suite) => cell(each, suite)));
  const rows = tried.map(({ pair }, row) => [
    bare(pair.kubernetes),
    bare(pair.kubevirt),
    ...(cells[row] ?? []),
  ]);
  const failures = tried.flatMap(({ pair, results }) =>
    suites.flatMap((suite) =>
      (results?.get(suite)?.failed ?? []).map(
        (title) =>
          `- Kubernetes ${bare(pair.kubernetes)}, KubeVirt ${bare(pair.kubevirt)}, ${suite}: ${title}\n`,
      ),
    ),
  );
  const list = failures.length === 0 ? "" : `\nWhat failed:\n\n${failures.join("")}`;
  return {
    text: markdownTable([["Kubernetes", "KubeVirt", ...suites], ...rows]) + list,
    isPassed: cells.flat().every((text) => text.startsWith("passed")),
  };
}

/** A suite without a test has not passed. */
function cell({ why, results }: Tried, suite: string): string {
  if (results === undefined) return `not tried: ${why}`;
  const { count, failed } = results.get(suite) ?? { count: 0, failed: [] };
  if (count === 0) return "failed: no test ran";
  return failed.length === 0 ? `passed (${count})` : `failed (${failed.length} of ${count})`;
}

function bare(version: string): string {
  return version.replace(/^v/, "");
}
