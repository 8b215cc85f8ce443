import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchedResources } from "../../../src/admission/resources.ts";
import { policyReports } from "../../../src/cli/scan/policy-report.ts";
import { runCommand } from "../../support/command.ts";
import { scanned } from "../../support/scan.ts";

test("there is one report for each namespace with something to say, and failures alone are in it", () => {
  const [bank, shop, ...others] = policyReports([
    scanned("a", ["clock"], ["hostname"]),
    scanned("b", ["clock"], [], { namespace: "bank", kind: "workload", verdict: "unreadable" }),
    scanned("c", [], [], { namespace: "fine" }),
  ]);
  expect(others).toEqual([]);
  expect(bank).toMatchObject({
    metadata: { name: "vmgate", namespace: "bank" },
    results: [
      {
        policy: "vmgate",
        rule: "clock",
        result: "error",
        message: "1 object could not be judged",
        resources: [{ apiVersion: "cpln.io/v1", kind: "workload", namespace: "bank", name: "b" }],
      },
    ],
    summary: { pass: 0, fail: 0, warn: 0, error: 1, skip: 0 },
  });
  expect(shop).toMatchObject({
    apiVersion: "wgpolicyk8s.io/v1alpha2",
    kind: "PolicyReport",
    metadata: { namespace: "shop", labels: { "app.kubernetes.io/managed-by": "vmgate" } },
    results: [
      { rule: "clock", result: "fail", message: "1 object would be denied" },
      { rule: "hostname", result: "warn", message: "1 object would be warned of" },
    ],
    summary: { pass: 0, fail: 1, warn: 1, error: 0, skip: 0 },
  });
});

test.for([10, 10_000])("of %i objects five are named, and the others counted", (count) => {
  const [report] = policyReports(Array.from({ length: count }, (_, n) => scanned(`vm-${n}`, ["clock"])));
  expect(report?.results).toMatchObject([
    {
      message: `${count} objects would be denied, ${count - 5} of them not listed`,
      resources: [0, 1, 2, 3, 4].map((n) => ({ apiVersion: "kubevirt.io/v1", name: `vm-${n}` })),
      properties: { objects: String(count), notListed: String(count - 5) },
    },
  ]);
});

test("--report and --against are wrong use together", async () => {
  const { code, stderr } = await runCommand(["scan", "--report", "--against=x.yaml"]);
  expect([code, stderr]).toEqual([2, "--report: may not be set together with --against; omit one of them\n"]);
});

test("the role of the reports may list what is scanned", () => {
  const chart = join(
    import.meta.dirname,
    "..",
    "..",
    "..",
    "manifests",
    "chart",
    "templates",
    "reports.yaml",
  );
  const text = readFileSync(chart, "utf8");
  const listed = [
    ...text.matchAll(/apiGroups: \[(.+)\]\n\s+resources: \[(.+)\]\n\s+verbs: \[list\]/g),
  ].flatMap(([, group = "", resources = ""]) =>
    resources.split(", ").map((resource) => `${group} ${resource}`),
  );
  expect(listed.sort()).toEqual(watchedResources.map(({ group, resource }) => `${group} ${resource}`).sort());
});
