import { expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../../src/field/json.ts";
import { formatPath } from "../../src/field/path.ts";
import { defaultPolicy, type NamespacePolicy } from "../../src/policy/policy.ts";
import type { Rule, RuleInput } from "../../src/rules/rule.ts";
import { VmView } from "../../src/vm/view.ts";
import { vm } from "./vm.ts";

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

/** A rule's cases and the policy that they are judged under. */
export interface RuleTable {
  readonly rule: Rule;
  readonly cases: readonly RuleCase[];
  readonly policy: NamespacePolicy;
}

/** Every table that was set up in this process; the golden page of messages is made of what they give. */
export const ruleTables: RuleTable[] = [];

/** What a rule is given for a VirtualMachine, or for an instance or replica set that KubeVirt did not make. */
export function inputOf(object: unknown, policy = policyWith()): RuleInput {
  switch (isObject(object) ? object["kind"] : undefined) {
    case "VirtualMachineInstance":
      return { vm: VmView.ofInstance(object), policy, isBare: true };
    case "VirtualMachineInstanceReplicaSet":
      return { vm: VmView.ofInstance(object, "spec", "template"), policy, isBare: true };
    default:
      return { vm: VmView.ofMachine(object, "spec"), policy, isBare: false };
  }
}

/**
 * Runs a rule over a table of cases, and over its own examples. The order of findings does not matter;
 * each must be complete, and point at something that stands in the object or is to be added to it.
 */
export function ruleTable(rule: Rule, cases: readonly RuleCase[], policy = policyWith()): void {
  ruleTables.push({ rule, cases, policy });
  test("each case is listed once", () => {
    expect(new Set(cases.map(([title]) => title)).size).toBe(cases.length);
  });
  test.for(cases)("%s", ([, object, ...wanted]) => {
    const input = inputOf(object, policy);
    const findings = rule.check(input);
    const got = findings.map(
      ({ isAdvice, type, path }) => `${isAdvice === true ? "advice " : ""}${type} ${formatPath(path)}`,
    );
    expect(got.toSorted()).toEqual(wanted.toSorted());
    for (const { type, path, found, allowed, fix } of findings) {
      expect([found, allowed, fix]).not.toContain("");
      if (type !== "required") expect(input.vm.object.at(...path).isSet, formatPath(path)).toBe(true);
    }
  });
  const examplePolicy = policyWith({ platform: { ...defaultPolicy.platform, ...rule.examples.platform } });
  test("the example to refuse breaks the rule", () => {
    const findings = rule.check(inputOf(vm(parse(rule.examples.refused)), examplePolicy));
    expect(findings.filter(({ isAdvice }) => isAdvice !== true)).not.toEqual([]);
  });
  test("the example to admit passes", () => {
    expect(rule.check(inputOf(vm(parse(rule.examples.admitted)), examplePolicy))).toEqual([]);
  });
}
