import { workloadRules } from "../cpln-workload/rules.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import type { Action, NamespacePolicy } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";

/** The action of each rule where the policy does not set one. */
const defaultActions: ReadonlyMap<string, Action> = new Map(
  [...rules, ...workloadRules].map(({ id, action }) => [id, action]),
);

/** The ids of all rules, by which a policy may name them. */
export const ruleIds: readonly string[] = [...defaultActions.keys()];

/** The action of a rule under a policy; undefined for what is not a rule. */
export function ruleAction(policy: NamespacePolicy, id: string): Action | undefined {
  const byDefault = defaultActions.get(id);
  return byDefault === undefined ? undefined : actionOf(policy, id, byDefault);
}
