import { fillDefaults } from "../defaults/fill.ts";
import type { Finding } from "../field/violation.ts";
import { actionOf } from "../policy/namespace-policy.ts";
import type { Action, NamespacePolicy } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import { judgeWorkload } from "../workload/judge.ts";
import { workloadRules } from "../workload/rules.ts";
import type { Subject } from "./subject.ts";

/** A rule's finding in one object. */
export interface Violation extends Finding {
  readonly rule: string;
  readonly action: "enforce" | "warn";
}

/** A rule threw: our own bug, never the user's fault. */
export class RuleError extends Error {
  readonly rule: string;

  constructor(rule: string, cause: unknown) {
    super(`rule ${rule} failed`, { cause });
    this.rule = rule;
  }
}

/** What happens to a violation of each rule where the policy says nothing. */
const defaultActions = new Map([...rules, ...workloadRules].map(({ id, action }) => [id, action]));

/** The ids of all rules, by which a policy may name them. */
export const ruleIds: readonly string[] = [...defaultActions.keys()];

/**
 * Every violation of an object, in the order of the registry, each with the action that its rule has
 * under this policy.
 * @throws RuleError when a rule throws.
 */
export function judge(object: unknown, subject: Subject, policy: NamespacePolicy): readonly Violation[] {
  const actions = actionsUnder(policy);
  const isOn = (rule: string): boolean => actions.get(rule) !== "off";
  return findingsOf(object, subject, policy, isOn).map((finding) => {
    const isWarning = subject.isAdvisory || finding.isAdvice === true || actions.get(finding.rule) === "warn";
    return { ...finding, action: isWarning ? "warn" : "enforce" };
  });
}

const knownActions = new WeakMap<NamespacePolicy, ReadonlyMap<string, Action>>();

/** The action of every rule, worked out once for a policy: it is asked for at every request. */
function actionsUnder(policy: NamespacePolicy): ReadonlyMap<string, Action> {
  const known = knownActions.get(policy);
  if (known !== undefined) return known;
  const actions = new Map(
    [...defaultActions].map(([id, byDefault]) => [id, actionOf(policy, id, byDefault)]),
  );
  knownActions.set(policy, actions);
  return actions;
}

interface RuleFinding extends Finding {
  readonly rule: string;
}

function findingsOf(
  object: unknown,
  { kind, isBare, appliesTo }: Subject,
  policy: NamespacePolicy,
  isOn: (rule: string) => boolean,
): readonly RuleFinding[] {
  if (kind.role === "workload") return judgeWorkload(object, policy).filter(({ rule }) => isOn(rule));
  // A pool is judged by what its VMs will be once they are filled in.
  const vm = kind.readVm(kind.role === "pool" ? fillDefaults(object, kind.readVm, policy) : object);
  return rules
    .filter((rule) => appliesTo.includes(rule.appliesTo) && isOn(rule.id))
    .flatMap((rule) => check(rule, { vm, policy, isBare }).map((finding) => ({ ...finding, rule: rule.id })));
}

function check(rule: Rule, input: Parameters<Rule["check"]>[0]): readonly Finding[] {
  try {
    return rule.check(input);
  } catch (cause) {
    throw new RuleError(rule.id, cause);
  }
}
