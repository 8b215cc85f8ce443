import type { AllowedImages } from "./image-origin.ts";
import type { policySchema } from "./file/schema/policy.ts";
import type { TypeOf } from "../validation/schema/type-of.ts";

/** A valid policy file with its defaults filled in. */
export type PolicyFile = TypeOf<typeof policySchema>;

/** The administrator's policy (contract §6) with all defaults filled in. */
export type Policy = Omit<PolicyFile, "apiVersion" | "kind">;

/** What happens on a violation of a rule: denied, reported as a warning, or not checked. */
export type Action = Policy["rules"][string];

/** The platform's own values, injected into guests or compared with what users request. */
export type Platform = Policy["platform"];

/** A named exception to rules; each use is reported as a warning. */
export type Exemption = Policy["exemptions"][number];

/** Values for some namespaces that override the policy's own. */
export type Profile = Policy["profiles"][number];

/** The policy in one namespace: the matching profile over the policy's own values. */
export interface NamespacePolicy {
  readonly profile: string | undefined;
  readonly platform: Platform;
  readonly injection: Policy["injection"];
  /** Whether vmgate changes what is created; if not, it only validates what it would make of it. */
  readonly mutate: boolean;
  /** Which older VMs are adopted while they are stopped. */
  readonly adopt: Policy["adopt"];
  readonly rules: Readonly<Record<string, Action>>;
  /** `platform.images.allow`, read; undefined where every image is allowed. */
  readonly allowedImages: AllowedImages | undefined;
}

/** The policy where no file is given. */
export const defaultPolicy: Policy = {
  platform: { mesh: { istio: false }, kubevirt: { namespace: "kubevirt" } },
  injection: { at: "vm", secrets: true, whenImpossible: "warn" },
  mutate: true,
  adopt: "asked",
  rules: {},
  profiles: [],
  exemptions: [],
};
