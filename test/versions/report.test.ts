import { describe, expect, test } from "vitest";
import { readReport, versionsReport, type Tried } from "./report.ts";

const pair = { kubernetes: "v1.36.1", kubevirt: "v1.8.4" };
const reportOf = (...statuses: readonly string[]): Tried => {
  const assertionResults = statuses.map((status, at) => ({ fullName: `test ${at}`, status }));
  const text = JSON.stringify({ testResults: [{ name: "/a/corpus.test.ts", assertionResults }] });
  return { pair, why: "", results: readReport(text, () => "corpus") };
};

describe("the table of versions", () => {
  test.for<readonly [string, Tried, string, boolean]>([
    ["all passed", reportOf("passed", "passed"), "passed (2)", true],
    ["one failed", reportOf("passed", "failed"), "failed (1 of 2)", false],
    ["one was skipped", reportOf("passed", "pending"), "failed (1 of 2)", false],
    ["there was no test", reportOf(), "failed: no test ran", false],
    ["the suite is not in the report", { pair, why: "", results: new Map() }, "failed: no test ran", false],
    ["nothing was built", { pair, why: "not built", results: undefined }, "not tried: not built", false],
  ])("%s", ([, tried, cell, isPassed]) => {
    const report = versionsReport(["corpus"], [tried]);
    expect(report.text).toContain(`| 1.36.1     | 1.8.4    | ${cell} `);
    expect(report.isPassed).toBe(isPassed);
  });

  test("a failed test is named below it", () => {
    expect(versionsReport(["corpus"], [reportOf("passed", "failed")]).text).toContain(
      "\nWhat failed:\n\n- Kubernetes 1.36.1, KubeVirt 1.8.4, corpus: test 1\n",
    );
  });
});
