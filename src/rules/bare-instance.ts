import { type FieldError, forbidden } from "../field/error.ts";
import { controllerOf, ownerReferences } from "../vm/controller.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * VMs are VirtualMachines: they keep their name, disks and identity when they stop.
 *
 * Restricted: kind, metadata.ownerReferences
 * Allowed: VirtualMachine, VirtualMachinePool; an instance that KubeVirt creates for one of them
 * Source: contract §2
 */
export const bareInstance: Rule = {
  id: "bare-instance",
  summary: "A VirtualMachineInstance is created by a VirtualMachine.",
  why: "A VirtualMachineInstance or a replica set created directly has no persistent identity: it is gone when it stops, and cannot be started again.",
  fix: "Create a VirtualMachine with this instance as its `template`; for several identical ones, a VirtualMachinePool.",
  action: "warn",
  appliesTo: "template",
  examples: {
    refused: `kind: VirtualMachineInstance
spec:
  runStrategy: null
  template: null
  domain: {memory: {guest: 2Gi}, devices: {disks: [{name: root, disk: {bus: virtio}}], interfaces: [{name: default, masquerade: {}}]}}
  networks: [{name: default, pod: {}}]
  volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}]`,
    admitted: "kind: VirtualMachine",
  },
  check: ({ vm, hasNoController }) => {
    if (!hasNoController) return [];
    if (controllerOf(vm.object) !== undefined) return [forgedController(vm)];
    const kind = vm.object.at("kind");
    return [
      forbidden(
        kind,
        `a ${String(kind.value)} created directly cannot be restarted`,
        `may not be created directly: a ${String(kind.value)} cannot be restarted`,
        `create a ${isReplicaSet(vm) ? "VirtualMachinePool" : "VirtualMachine"} instead`,
      ),
    ];
  },
};

function isReplicaSet({ object }: VmView): boolean {
  return object.at("kind").value === "VirtualMachineInstanceReplicaSet";
}

/** Anyone can write an owner reference; only KubeVirt's controller can create the VMI of a VirtualMachine. */
function forgedController(vm: VmView): FieldError {
  return forbidden(
    ownerReferences(vm.object),
    "set, but KubeVirt's controller did not create this instance",
    "may not be set except by KubeVirt's controller",
    "remove it, or set platform.kubevirt.namespace in the vmgate policy to KubeVirt's namespace",
  );
}
