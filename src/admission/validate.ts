import { applyDefaults } from "../defaults/apply.ts";
import type { FieldError, Finding } from "../field/error.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";
import type { Rule, RuleInput } from "../rules/rule.ts";
import { validateWorkload } from "../cpln-workload/validate.ts";
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
export function validate(object: unknown, scope: Scope, policy: NamespacePolicy): readonly Finding[] {
  const { resource } = scope;
  if (resource.role === "workload") {
    return validateWorkload(object, policy).flatMap(({ rule, ...error }) =>
      toFindings([error], rule, scope, policy),
    );
  }
  // A pool is validated as its VMs will be, with their defaults.
  const completed = resource.role === "pool" ? applyDefaults(object, resource.toView, policy) : object;
  const input = { vm: resource.toView(completed), policy, hasNoController: scope.hasNoController };
  return rules
    .filter(({ appliesTo, id }) => scope.appliesTo.includes(appliesTo) && ruleAction(policy, id) !== "off")
    .flatMap((rule) => toFindings(check(rule, input), rule.id, scope, policy));
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
