import { platformValues, type PlatformValues } from "../injection/platform-values.ts";
import { compilePolicy } from "../policy/compiled-policy.ts";
import type { NamespacePolicy, Policy } from "../policy/policy.ts";
import { rules } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import { UserDataCache } from "../user-data/user-data-cache.ts";
import { ruleAction } from "./rule-registry.ts";

/** What all reviews in one namespace share: its policy, and what depends on that alone. */
export interface ReviewContext {
  readonly namespace: string;
  readonly policy: NamespacePolicy;
  /** The rules that are not off, in the order of the registry. */
  readonly rules: readonly Rule[];
  readonly platformValues: PlatformValues | { readonly bad: string };
  readonly userData: UserDataCache;
}

/** Decides under one policy; made once for each policy, and kept as long as it is in force. */
export interface Engine {
  readonly policy: Policy;
  readonly forNamespace: (namespace: string) => ReviewContext;
}

/** How many namespaces are kept; with their values some 2 KiB each. */
const mostNamespaces = 1000;

/** Longer than any namespace in Kubernetes (a DNS label): anyone who can send a review can send one of a megabyte. */
const longestNamespace = 253;

/**
 * Makes the engine for a policy.
 * @param userData user data that was decoded and packed before, under this policy or another
 */
export function createEngine(policy: Policy, userData: UserDataCache = new UserDataCache()): Engine {
  const compiled = compilePolicy(policy);
  const contexts = new Map<string, ReviewContext>();
  return {
    policy,
    forNamespace(namespace) {
      const known = contexts.get(namespace);
      if (known !== undefined) return known;
      const context = contextOf(compiled.forNamespace(namespace), namespace, userData);
      if (contexts.size >= mostNamespaces) contexts.clear();
      if (namespace.length <= longestNamespace) contexts.set(namespace, context);
      return context;
    },
  };
}

function contextOf(policy: NamespacePolicy, namespace: string, userData: UserDataCache): ReviewContext {
  return {
    namespace,
    policy,
    rules: rules.filter(({ id }) => ruleAction(policy, id) !== "off"),
    platformValues: platformValues(policy.platform, namespace),
    userData,
  };
}
