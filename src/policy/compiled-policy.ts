import { compileOrigins } from "./image-origin.ts";
import { matchesAny } from "./pattern.ts";
import type { Action, NamespacePolicy, Policy, Profile } from "./policy.ts";

/** A policy with its profiles applied. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /**
   * What holds in a namespace. The first profile in the file's order one of whose namespaces matches goes over
   * the policy: its platform groups and injection values one by one, mutate and adopt, its actions as {@link actionOf} says.
   */
  readonly forNamespace: (namespace: string) => NamespacePolicy;
}

/** Compiles a policy; the caller keeps the result as long as the policy is in force. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const { platform, injection, mutate, adopt, rules } = policy;
  const own = namespacePolicy({ profile: undefined, platform, injection, mutate, adopt, rules });
  const profiles = policy.profiles.map((profile) => ({
    namespaces: profile.namespaces,
    policy: withProfile(policy, profile),
  }));
  return {
    policy,
    forNamespace: (namespace) =>
      profiles.find(({ namespaces }) => matchesAny(namespaces, namespace))?.policy ?? own,
  };
}

/** The policy of a namespace, with what is worked out of its values. */
export function namespacePolicy(values: Omit<NamespacePolicy, "allowedImages">): NamespacePolicy {
  const { images } = values.platform;
  return { ...values, allowedImages: images === undefined ? undefined : compileOrigins(images.allow) };
}

/**
 * The action of a rule where a policy holds: the entry of the rule itself, else that of "*", else the
 * rule's own default. A profile's "*" goes over what the policy says of a rule by name, except "off": a
 * profile that makes all rules warn, or all enforce, does not bring back what the administrator switched off.
 */
export function actionOf(
  { rules }: Pick<NamespacePolicy, "rules">,
  ruleId: string,
  byDefault: Action,
): Action {
  return ownAction(rules, ruleId) ?? ownAction(rules, "*") ?? byDefault;
}

/** Whether a policy names a rule and says enforce: what the rule only recommends is then required. */
export function isEnforcedByName({ rules }: Pick<NamespacePolicy, "rules">, ruleId: string): boolean {
  return ownAction(rules, ruleId) === "enforce";
}

/** Own members only: a rule named "constructor" must not find JavaScript's. */
function ownAction(rules: Policy["rules"], name: string): Action | undefined {
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}

function withProfile(
  { platform, injection, mutate, adopt, rules }: Policy,
  profile: Profile,
): NamespacePolicy {
  return namespacePolicy({
    profile: profile.name,
    platform: { ...platform, ...profile.platform },
    injection: { ...injection, ...profile.injection },
    mutate: profile.mutate ?? mutate,
    adopt: profile.adopt ?? adopt,
    rules: rulesWith(rules, profile.rules),
  });
}

function rulesWith(own: Policy["rules"], ofProfile: Policy["rules"]): Policy["rules"] {
  const isOffByName = ([id, action]: [string, Action]): boolean => id !== "*" && action === "off";
  const kept = Object.hasOwn(ofProfile, "*")
    ? Object.fromEntries(Object.entries(own).filter(isOffByName))
    : own;
  return { ...kept, ...ofProfile };
}
