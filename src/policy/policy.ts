import type { AllowedImages } from "./image-origin.ts";
import type { policySchema } from "./file/schema/policy.ts";
import type { TypeOf } from "../validation/schema/type-of.ts";

/** The policy file once it is valid and its defaults are filled in. */
export type PolicyFile = TypeOf<typeof policySchema>;

/** The administrator's policy (contract §6), complete: every default is filled in. */
export type Policy = Omit<PolicyFile, "apiVersion" | "kind">;

/** What happens to a violation of a rule: refused, told as a warning, or not looked for. */
export type Action = Policy["rules"][string];

/** The platform's own values, injected into guests or compared with what users ask for. */
export type Platform = Policy["platform"];

/** A named exception to rules; told as a warning, never silent. */
export type Exemption = Policy["exemptions"][number];

/** Values for some namespaces that go over the policy's own. */
export type Profile = Policy["profiles"][number];

/** What of the policy holds in one namespace: the matching profile over the policy's own values. */
export interface NamespacePolicy {
  readonly profile: string | undefined;
  readonly platform: Platform;
  readonly injection: Policy["injection"];
  readonly rules: Readonly<Record<string, Action>>;
  /** `platform.images.allow`, read; undefined where every image is allowed. */
  readonly allowedImages: AllowedImages | undefined;
}

/** The policy that holds where no file is given. */
export const defaultPolicy: Policy = {
  platform: { mesh: { istio: false }, kubevirt: { namespace: "kubevirt" } },
  injection: { at: "vm", secrets: true, whenImpossible: "warn" },
  rules: {},
  profiles: [],
  exemptions: [],
};
