import { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** The service accounts under which KubeVirt itself changes VMs (KUBEVIRT.md §3). */
const accounts = [
  "kubevirt-controller",
  "kubevirt-apiserver",
  "kubevirt-handler",
  "kubevirt-synchronization-controller",
] as const;

type Requester = Pick<AdmissionRequest, "username">;

/** Whether one of KubeVirt's own accounts made the request; they also write what a user asked of virtctl. */
export function isByKubeVirt({ username }: Requester, policy: NamespacePolicy): boolean {
  return accounts.some((account) => username === userName(account, policy));
}

/**
 * Whether KubeVirt's own controller made the request: it creates VMIs and the VMs of clones, restores and pools. An
 * owner reference alone can be forged.
 */
export function isByKubeVirtController({ username }: Requester, policy: NamespacePolicy): boolean {
  return username === userName("kubevirt-controller", policy);
}

function userName(account: (typeof accounts)[number], { platform }: NamespacePolicy): string {
  return `system:serviceaccount:${platform.kubevirt.namespace}:${account}`;
}

/** Whether a VirtualMachinePool created this VM, and writes its whole spec. */
export function isPoolVm(object: unknown): boolean {
  const references = Field.root(object).at("metadata", "ownerReferences").items();
  return references.some(
    (reference) =>
      reference.at("kind").value === "VirtualMachinePool" &&
      reference.at("apiVersion").string?.startsWith("pool.kubevirt.io/") === true,
  );
}
