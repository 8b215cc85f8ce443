import type { NamespacePolicy } from "../policy/policy.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { PlatformValues } from "./platform-values.ts";

/** What injection needs to know besides the VM. */
export interface InjectionOptions {
  readonly policy: NamespacePolicy;
  readonly namespace: string;
  /** The platform's values for this namespace, or the path of the first one that must not get into a script. */
  readonly platformValues: PlatformValues | { readonly bad: string };
  readonly userData: UserDataCache;
  /** Whether VMI CREATE can use a derived Secret; the policy can switch that off as well. */
  readonly derivedSecrets: boolean;
}

/** Whether what does not fit on the VirtualMachine still reaches the guest, through a derived Secret. */
export function derivedSecretEnabled({ policy, derivedSecrets }: InjectionOptions): boolean {
  return derivedSecrets && (policy.injection.secrets || policy.injection.at === "instance");
}

/** What happens where injection is impossible (contract §4). */
export function failureAction({ policy }: InjectionOptions): "enforce" | "warn" {
  return policy.injection.whenImpossible === "refuse" ? "enforce" : "warn";
}
