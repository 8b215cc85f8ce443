import type { NamespacePolicy } from "../policy/policy.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** The user name of KubeVirt's controller, which creates VMIs and restores snapshots. */
function controllerName({ platform }: NamespacePolicy): string {
  return `system:serviceaccount:${platform.kubevirt.namespace}:kubevirt-controller`;
}

/** Whether KubeVirt's own controller made the request; an owner reference alone can be forged. */
export function isByKubeVirtController(
  { username }: Pick<AdmissionRequest, "username">,
  policy: NamespacePolicy,
): boolean {
  return username === controllerName(policy);
}
