import type { VmView } from "./view.ts";

/** Kinds whose object stands for several machines made from one template. */
const replicated: readonly unknown[] = ["VirtualMachinePool", "VirtualMachineInstanceReplicaSet"];

/** How many machines an object asks for; one where a pool or replica set does not say, as KubeVirt reads it. */
export function replicasOf({ object }: VmView): number {
  return replicated.includes(object.at("kind").value) ? (object.at("spec", "replicas").number ?? 1) : 1;
}
