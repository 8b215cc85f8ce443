import type { VmView } from "./view.ts";

/** Kinds that create several VMs or VMIs from one template. */
const replicated: readonly unknown[] = ["VirtualMachinePool", "VirtualMachineInstanceReplicaSet"];

/** How many VMs or VMIs an object asks for; KubeVirt reads an absent number as one. */
export function replicasOf({ object }: VmView): number {
  return replicated.includes(object.at("kind").value) ? (object.at("spec", "replicas").number ?? 1) : 1;
}
