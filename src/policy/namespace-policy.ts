import { matchesAny } from "./pattern.ts";
import type { Action, NamespacePolicy, Policy, Profile } from "./policy.ts";

/** How many namespaces a policy's answers are kept for; past that they are worked out again. */
const keptNamespaces = 1000;

/** What is worked out once a policy: its values without a profile, and with each. */
interface Compiled {
  readonly byNamespace: Map<string, NamespacePolicy>;
  readonly own: NamespacePolicy;
  readonly profiles: readonly { readonly namespaces: readonly string[]; readonly policy: NamespacePolicy }[];
}

/** As large as the policies that are in use: a policy that nobody holds any more leaves it. */
const compiled = new WeakMap<Policy, Compiled>();

/**
 * What of a policy holds in a namespace. The first profile in the file's order one of whose namespaces
 * matches goes over the policy: its platform groups and injection values one by one, its actions as
 * {@link actionOf} says. The same object for every namespace of a profile, so it is cheap at every request.
 */
export function policyFor(policy: Policy, namespace: string): NamespacePolicy {
  let known = compiled.get(policy);
  if (known === undefined) compiled.set(policy, (known = compile(policy)));
  const { byNamespace } = known;
  let found = byNamespace.get(namespace);
  if (found === undefined) {
    if (byNamespace.size >= keptNamespaces) byNamespace.clear();
    byNamespace.set(namespace, (found = lookUp(known, namespace)));
  }
  return found;
}

function lookUp({ own, profiles }: Compiled, namespace: string): NamespacePolicy {
  return profiles.find(({ namespaces }) => matchesAny(namespaces, namespace))?.policy ?? own;
}

/**
 * The action of a rule where a policy holds: what is said of the rule by name, else of "*", else the
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

function compile(policy: Policy): Compiled {
  const { platform, injection, rules, profiles } = policy;
  return {
    byNamespace: new Map(),
    own: { profile: undefined, platform, injection, rules },
    profiles: profiles.map((profile) => ({
      namespaces: profile.namespaces,
      policy: withProfile(policy, profile),
    })),
  };
}

function withProfile({ platform, injection, rules }: Policy, profile: Profile): NamespacePolicy {
  return {
    profile: profile.name,
    platform: { ...platform, ...profile.platform },
    injection: { ...injection, ...profile.injection },
    rules: rulesWith(rules, profile.rules),
  };
}

function rulesWith(own: Policy["rules"], ofProfile: Policy["rules"]): Policy["rules"] {
  const isOffByName = ([id, action]: [string, Action]): boolean => id !== "*" && action === "off";
  const kept = Object.hasOwn(ofProfile, "*")
    ? Object.fromEntries(Object.entries(own).filter(isOffByName))
    : own;
  return { ...kept, ...ofProfile };
}
