import { expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../../src/field/json.ts";
import { applyEdits } from "../../src/field/fix.ts";
import { formatPath } from "../../src/field/path.ts";
import { namespacePolicy } from "../../src/policy/compiled-policy.ts";
import { defaultPolicy, type NamespacePolicy } from "../../src/policy/policy.ts";
import type { Rule, RuleInput } from "../../src/rules/rule.ts";
import { UserDataCache } from "../../src/user-data/user-data-cache.ts";
import { VmView } from "../../src/vm/view.ts";
import { judgedTables } from "./judged.ts";
import { vm } from "./vm.ts";

/** A situation in words, the VirtualMachine, and the findings wanted: "type path", "advice type path". */
export type RuleCase = readonly [title: string, object: unknown, ...findings: string[]];

/** The default policy as it holds in any namespace, with changes. */
export function policyWith(changes: Partial<NamespacePolicy> = {}): NamespacePolicy {
  return namespacePolicy({
    profile: undefined,
    platform: defaultPolicy.platform,
    injection: defaultPolicy.injection,
    mutate: defaultPolicy.mutate,
    adopt: defaultPolicy.adopt,
    rules: {},
    ...changes,
  });
}

/** What a rule is given for a VirtualMachine, a pool, or for an instance or replica set that KubeVirt did not make. */
export function inputOf(object: unknown, policy = policyWith()): RuleInput {
  const kind = isObject(object) ? object["kind"] : undefined;
  const hasNoController = kind === "VirtualMachineInstance" || kind === "VirtualMachineInstanceReplicaSet";
  return { vm: viewOf(object, kind), policy, userData: new UserDataCache(), hasNoController };
}

function viewOf(object: unknown, kind: unknown): VmView {
  switch (kind) {
    case "VirtualMachineInstance":
      return VmView.ofVmi(object);
    case "VirtualMachineInstanceReplicaSet":
      return VmView.ofVmi(object, "spec", "template");
    case "VirtualMachinePool":
      return VmView.ofVm(object, "spec", "virtualMachineTemplate", "spec");
    default:
      return VmView.ofVm(object, "spec");
  }
}

/** Puts what a rule finds in these objects on the golden page of messages. */
export function recordJudged(rule: Rule, objects: () => readonly unknown[], policy = policyWith()): void {
  judgedTables.push(() =>
    objects().map((object) => ({
      object,
      findings: rule.check(inputOf(object, policy)).map((finding) => ({ ...finding, rule: rule.id })),
    })),
  );
}

/**
 * Runs a rule over a table of cases, and over its own examples. The order of findings does not matter;
 * each must be complete, and point at something that is in the object or is to be added to it.
 */
export function ruleTable(rule: Rule, cases: readonly RuleCase[], policy = policyWith()): void {
  recordJudged(rule, () => cases.map(([, object]) => object), policy);
  test("each case is listed once", () => {
    expect(new Set(cases.map(([title]) => title)).size).toBe(cases.length);
  });
  test.for(cases)("%s", ([, object, ...wanted]) => {
    const input = inputOf(object, policy);
    const findings = rule.check(input);
    const got = findings.map(
      ({ severity, type, path }) => `${severity === "warning" ? "advice " : ""}${type} ${formatPath(path)}`,
    );
    expect(got.toSorted()).toEqual(wanted.toSorted());
    for (const { type, path, found, allowed, fix, edits } of findings) {
      expect([found, allowed, fix]).not.toContain("");
      if (type !== "required") expect(input.vm.object.at(...path).isSet, formatPath(path)).toBe(true);
      const mended = edits === undefined ? object : applyEdits(object, edits);
      // Nothing can be written where a value of another type is in the way.
      if (mended !== object) expect(rule.check(inputOf(mended, policy)).length).toBeLessThan(findings.length);
    }
  });
  const examplePolicy = policyWith({ platform: { ...defaultPolicy.platform, ...rule.examples.platform } });
  test("the example to refuse breaks the rule", () => {
    const findings = rule.check(inputOf(vm(parse(rule.examples.refused)), examplePolicy));
    expect(findings.filter(({ severity }) => severity !== "warning")).not.toEqual([]);
  });
  test("the example to admit passes", () => {
    expect(rule.check(inputOf(vm(parse(rule.examples.admitted)), examplePolicy))).toEqual([]);
  });
}
