import { expect, test } from "vitest";
import { formatPath } from "../../src/field/path.ts";
import { defaultPolicy, type NamespacePolicy } from "../../src/policy/policy.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { VmView } from "../../src/vm/view.ts";

/** A situation in words, the VirtualMachine, and the findings wanted: "type path", "advice type path". */
export type RuleCase = readonly [title: string, object: unknown, ...findings: string[]];

/** The default policy as it holds in any namespace, with changes. */
export function policyWith(changes: Partial<NamespacePolicy> = {}): NamespacePolicy {
  return {
    profile: undefined,
    platform: defaultPolicy.platform,
    injection: defaultPolicy.injection,
    rules: {},
    ...changes,
  };
}

/** Runs a rule over a table of cases; order of findings does not matter, each must be complete. */
export function ruleTable(rule: Rule, cases: readonly RuleCase[], policy = policyWith()): void {
  test("each case is listed once", () => {
    expect(new Set(cases.map(([title]) => title)).size).toBe(cases.length);
  });
  test.for(cases)("%s", ([, object, ...wanted]) => {
    const findings = rule.check({ vm: VmView.ofMachine(object, "spec"), policy });
    const got = findings.map(
      ({ isAdvice, type, path }) => `${isAdvice === true ? "advice " : ""}${type} ${formatPath(path)}`,
    );
    expect(got.toSorted()).toEqual(wanted.toSorted());
    for (const { found, allowed, fix } of findings) expect([found, allowed, fix]).not.toContain("");
  });
}
