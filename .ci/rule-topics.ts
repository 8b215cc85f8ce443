import { readFileSync } from "node:fs";
import type { Platform } from "../src/policy/policy.ts";
import { rules } from "../src/rules/index.ts";
import type { Rule } from "../src/rules/rule.ts";
import { workloadRuleIds } from "../src/cpln-workload/validate.ts";
import { workloadRules } from "../src/cpln-workload/rules.ts";
import { vm } from "../test/support/vm.ts";
import { workload } from "../test/support/workload.ts";
import { type Example, runExample } from "./rule-example.ts";
import { readRuleHeader } from "./rule-header.ts";

/** What a rule's page is made of, whatever the rule applies to. */
export interface RuleTopic {
  readonly id: string;
  /** The file that says all this, from the root of the repository. */
  readonly source: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  readonly action: "enforce" | "warn";
  readonly restricted: string;
  readonly allowed: string;
  readonly appliesTo: string;
  /** What the examples differ from. */
  readonly minimal: "VirtualMachine" | "workload";
  readonly platform: Partial<Platform> | undefined;
  readonly refused: Example;
  readonly admitted: Example;
}

/** Every rule with a page, in the order of the registries. */
export function ruleTopics(): readonly RuleTopic[] {
  return [...rules.map(vmTopic), ...workloadRules.map(workloadTopic)];
}

function vmTopic(rule: Rule): RuleTopic {
  const { id, summary, why, fix, action, examples } = rule;
  const source = `src/rules/${id}.ts`;
  const header = readRuleHeader(readFileSync(`${import.meta.dirname}/../${source}`, "utf8"));
  return {
    ...{ id, source, summary, why, fix, action },
    restricted: header.restricted ?? "",
    allowed: header.allowed ?? "",
    appliesTo: `${kinds[rule.appliesTo]}${workloadRuleIds.has(id) ? "; workload of type vm, in its own fields" : ""}`,
    minimal: "VirtualMachine",
    platform: examples.platform,
    refused: runExample(examples.refused, vm, examples.platform),
    admitted: runExample(examples.admitted, vm, examples.platform),
  };
}

const kinds: Readonly<Record<Rule["appliesTo"], string>> = {
  vm: "VirtualMachine, VirtualMachinePool",
  template:
    "VirtualMachine, VirtualMachinePool, VirtualMachineInstanceReplicaSet, and a VirtualMachineInstance created directly",
  vmi: "VirtualMachine, VirtualMachinePool, VirtualMachineInstanceReplicaSet, and every VirtualMachineInstance, including the one that KubeVirt creates when a VM starts",
};

function workloadTopic({ examples, ...words }: (typeof workloadRules)[number]): RuleTopic {
  return {
    ...words,
    source: "src/cpln-workload/rules.ts",
    appliesTo: "workload",
    minimal: "workload",
    platform: undefined,
    refused: runExample(examples.refused, workload),
    admitted: runExample(examples.admitted, workload),
  };
}
