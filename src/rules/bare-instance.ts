import { type FieldError, forbidden, quote } from "../field/error.ts";
import { controllerOf, ownerReferences } from "../vm/controller.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * Machines are VirtualMachines: they keep their name, disks and identity over a stop.
 *
 * Restricted: kind, metadata.ownerReferences
 * Allowed: VirtualMachine, VirtualMachinePool; an instance that KubeVirt makes for one of them
 * Source: contract §2
 */
export const bareInstance: Rule = {
  id: "bare-instance",
  summary: "Instances are made by a VirtualMachine.",
  why: "A VirtualMachineInstance or a replica set made directly has no persistent identity: it is gone when it stops, and cannot be started again.",
  fix: "Create a VirtualMachine with this instance as its `template`; for several alike, a VirtualMachinePool.",
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
        `${quote(kind.value)} created directly, which cannot be restarted`,
        "must be created by a VirtualMachine, which keeps its identity",
        "create a VirtualMachine instead",
      ),
    ];
  },
};

/** Anyone can write an owner reference; only KubeVirt's controller can create the VMI of a VirtualMachine. */
function forgedController(vm: VmView): FieldError {
  return forbidden(
    ownerReferences(vm.object),
    "an ownerReference on a VMI that KubeVirt's controller did not create",
    "must be set by KubeVirt's controller only",
    "remove it, or set platform.kubevirt.namespace in the vmgate policy to where KubeVirt is installed",
  );
}
