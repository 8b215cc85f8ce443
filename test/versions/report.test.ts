import { describe, expect, test } from "vitest";
import { isPassed, readReport, versionsReport, type Outcome } from "./report.ts";

const pair = { kubernetes: "v1.36.1", kubevirt: "v1.8.4" };
const reportOf = (...statuses: readonly string[]): Outcome => {
  const assertionResults = statuses.map((status, at) => ({ fullName: `test ${at}`, status }));
  const text = JSON.stringify({ testResults: [{ name: "/a/corpus.test.ts", assertionResults }] });
  return { results: readReport(text, () => "corpus") };
};

describe("the table of versions", () => {
  test.for<readonly [string, Outcome | undefined, string, boolean]>([
    ["all passed", reportOf("passed", "passed"), "passed (2)", true],
    ["one failed", reportOf("passed", "failed"), "failed (1 of 2)", false],
    ["one was skipped", reportOf("passed", "pending"), "failed (1 of 2)", false],
    ["there was no test", reportOf(), "failed: no test ran", false],
    ["the suite is not in the report", { results: {} }, "failed: no test ran", false],
    ["nothing was built", { why: "not built" }, "not tried: not built", false],
    ["nothing was run", undefined, "not tried", false],
  ])("%s", ([, outcome, cell, passed]) => {
    const tried = [{ pair, outcome }];
    expect(versionsReport(["corpus"], tried)).toContain(`| 1.36.1     | 1.8.4    | ${cell} `);
    expect(isPassed(["corpus"], tried)).toBe(passed);
  });

  test("a failed test is named below it", () => {
    expect(versionsReport(["corpus"], [{ pair, outcome: reportOf("passed", "failed") }])).toContain(
      "\nWhat failed:\n\n- Kubernetes 1.36.1, KubeVirt 1.8.4, corpus: test 1\n",
    );
  });
});
