import { forbidden, quote } from "../field/violation.ts";
import type { Rule } from "./rule.ts";

/**
 * Machines are VirtualMachines: they keep their name, disks and identity over a stop.
 *
 * Restricted: kind
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
  check: ({ vm, isBare }) => {
    if (!isBare) return [];
    const kind = vm.object.at("kind");
    const allowed = "a VirtualMachine makes its instance and keeps its identity";
    return [
      forbidden(
        kind,
        `${quote(kind.value)}, made directly`,
        allowed,
        "create a VirtualMachine with it as template",
      ),
    ];
  },
};
