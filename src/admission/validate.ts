import { applyDefaults } from "../defaults/apply.ts";
import type { FieldError, Finding } from "../field/error.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { Rule, RuleInput } from "../rules/rule.ts";
import { applyWorkloadDefaults } from "../cpln-workload/defaults.ts";
import { validateWorkload } from "../cpln-workload/validate.ts";
import type { ReviewContext } from "./engine.ts";
import type { WatchedResource } from "./resources.ts";
import { ruleAction } from "./rule-registry.ts";
import type { Scope } from "./scope.ts";

/** A rule threw: a bug in vmgate, never the user's fault. */
export class RuleError extends Error {
  readonly rule: string;

  constructor(rule: string, cause: unknown) {
    super(`rule ${rule} failed`, { cause });
    this.rule = rule;
  }
}

/**
 * Every finding in an object, in the order of the registry, each with the action that its rule has under this
 * policy.
 * @throws RuleError when a rule throws.
 */
export function validate(object: unknown, scope: Scope, context: ReviewContext): readonly Finding[] {
  const { policy, rules, userData } = context;
  const { resource } = scope;
  const completed = scope.isStoredAsSent ? complete(object, resource, policy) : object;
  if (resource.role === "workload") {
    return validateWorkload(completed, policy).flatMap(({ rule, ...error }) =>
      toFindings([error], rule, scope, policy),
    );
  }
  const input = { vm: resource.toView(completed), policy, userData, hasNoController: scope.hasNoController };
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!scope.appliesTo.includes(rule.appliesTo)) continue;
    for (const finding of toFindings(check(rule, input), rule.id, scope, policy)) findings.push(finding);
  }
  return findings;
}

/** A pool as its VMs will be; what is stored without its defaults as it would be with them. */
function complete(object: unknown, { role, toView }: WatchedResource, policy: NamespacePolicy): unknown {
  return role === "workload" ? applyWorkloadDefaults(object) : applyDefaults(object, toView, policy);
}

function toFindings(
  errors: readonly FieldError[],
  rule: string,
  { warnOnly }: Scope,
  policy: NamespacePolicy,
): readonly Finding[] {
  if (errors.length === 0) return [];
  const action = ruleAction(policy, rule);
  if (action === "off") return [];
  return errors.map((error) => ({
    ...error,
    rule,
    action: warnOnly || error.severity === "warning" || action === "warn" ? "warn" : "enforce",
  }));
}

function check(rule: Rule, input: RuleInput): readonly FieldError[] {
  try {
    return rule.check(input);
  } catch (cause) {
    throw new RuleError(rule.id, cause);
  }
}
