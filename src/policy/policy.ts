/** What happens to a violation of a rule: refused, told as a warning, or not looked for. */
export type Action = "enforce" | "warn" | "off";

/** The platform's own values, injected into guests or compared with what users ask for. */
export interface Platform {
  /** Absent: no network data is injected. */
  readonly dns?: { readonly servers: readonly string[]; readonly search: readonly string[] };
  /** Absent: no SSH trust is injected. */
  readonly ssh?: { readonly user: string; readonly caPublicKeys: readonly string[] };
  readonly mesh: { readonly istio: boolean };
  /** The namespace KubeVirt is installed in; its controller's identity follows from it. */
  readonly kubevirt: { readonly namespace: string };
  /** Absent: images may come from anywhere. */
  readonly images?: { readonly allow: readonly string[] };
}

/** How and where the platform's cloud-init is injected (contract §4). */
export interface Injection {
  readonly at: "vm" | "instance";
  readonly secrets: boolean;
  readonly whenImpossible: "warn" | "refuse";
}

/** A named exception to rules; told as a warning, never silent. */
export interface Exemption {
  readonly rules: readonly string[];
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
  readonly reason: string;
  readonly owner?: string;
  /** The last day it holds, as YYYY-MM-DD in UTC; absent: for good. */
  readonly expires?: string;
}

/** Values for some namespaces that go over the policy's own. */
export interface Profile {
  readonly name: string;
  /** Exact names or patterns with `*`. */
  readonly namespaces: readonly string[];
  readonly rules: Readonly<Record<string, Action>>;
  readonly platform: Partial<Platform>;
}

/** The administrator's policy (contract §6), complete: every default is filled in. */
export interface Policy {
  readonly platform: Platform;
  readonly injection: Injection;
  /** Action by rule id; "*" stands for every rule that is not named. */
  readonly rules: Readonly<Record<string, Action>>;
  readonly profiles: readonly Profile[];
  readonly exemptions: readonly Exemption[];
}

/** What of the policy holds in one namespace: the matching profile over the policy's own values. */
export interface NamespacePolicy {
  readonly profile: string | undefined;
  readonly platform: Platform;
  readonly injection: Injection;
  readonly rules: Readonly<Record<string, Action>>;
}

/** The policy that holds where no file is given. */
export const defaultPolicy: Policy = {
  platform: { mesh: { istio: false }, kubevirt: { namespace: "kubevirt" } },
  injection: { at: "vm", secrets: true, whenImpossible: "warn" },
  rules: {},
  profiles: [],
  exemptions: [],
};
