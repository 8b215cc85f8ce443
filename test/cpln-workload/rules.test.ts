import { expect, test } from "vitest";
import { rules } from "../../src/rules/index.ts";
import { validateWorkload } from "../../src/cpln-workload/validate.ts";
import { workloadRules } from "../../src/cpln-workload/rules.ts";
import { policyWith } from "../support/rule-table.ts";
import { damaged, workload } from "../support/workload.ts";

/** Rules of the contract that read user data. */
const userDataRules = ["cloud-init-source", "cloud-init-size", "access-credentials"];

test("a finding's rule is the contract's or one that only workloads have, and each of these is used", () => {
  const own = workloadRules.map(({ id }) => id);
  const known = new Set([...rules.map(({ id }) => id), ...userDataRules, ...own]);
  const volumes = [{ name: "data", uri: "cpln://volumeset/data" }];
  const object = workload({
    spec: {
      containers: [{ name: "web", cpu: 2, memory: "2Gi", volumes }],
      vm: { cloudInit: { userData: "a" }, accessCredentials: [{}] },
    },
  });
  const used = new Set<string>();
  for (const wrong of damaged(object, [null, "text", -1, {}, [{}]])) {
    for (const { rule } of validateWorkload(wrong, policyWith())) used.add(rule);
  }
  expect([...used].filter((rule) => !known.has(rule))).toEqual([]);
  expect(own.filter((rule) => !used.has(rule))).toEqual([]);
});

test("no id is used twice, and each rule says what holds, why, and how to fix it", () => {
  const ids = [...rules, ...workloadRules].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { summary, why, fix } of workloadRules) {
    for (const text of [summary, why, fix]) expect(text).toMatch(/^[A-Z].*\.$/);
  }
});
