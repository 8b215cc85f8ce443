import { Field } from "../field/field.ts";
import { type ToView, VmView } from "../vm/view.ts";
import type { GroupVersionKind } from "./admission-review.ts";

/** A kind of object that contains a VM or VMI spec (contract §1). To watch another, add a row below. */
export interface WatchedResource {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
  /** The versions a webhook is registered for; with `matchPolicy: Equivalent` others arrive as these. */
  readonly versions: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE")[];
  readonly toView: ToView;
  /**
   * `vm`: mutated and validated. `pool`: validated as its VMs will be, with their defaults. `template` and
   * `instance`: validated as sent. `workload`: mutated and validated by the platform's own specification.
   */
  readonly role: "vm" | "pool" | "template" | "instance" | "workload";
}

/** Every watched kind. */
export const watchedResources: readonly WatchedResource[] = [
  {
    group: "kubevirt.io",
    kind: "VirtualMachine",
    resource: "virtualmachines",
    versions: ["v1", "v1alpha3"],
    operations: ["CREATE", "UPDATE"],
    toView: (object) => VmView.ofVm(object, "spec"),
    role: "vm",
  },
  {
    group: "kubevirt.io",
    kind: "VirtualMachineInstance",
    resource: "virtualmachineinstances",
    versions: ["v1", "v1alpha3"],
    // Status writes are updates of the main resource, so UPDATE is never matched.
    operations: ["CREATE"],
    toView: (object) => VmView.ofVmi(object),
    role: "instance",
  },
  {
    group: "kubevirt.io",
    kind: "VirtualMachineInstanceReplicaSet",
    resource: "virtualmachineinstancereplicasets",
    versions: ["v1", "v1alpha3"],
    operations: ["CREATE", "UPDATE"],
    toView: (object) => VmView.ofVmi(object, "spec", "template"),
    role: "template",
  },
  {
    group: "pool.kubevirt.io",
    kind: "VirtualMachinePool",
    resource: "virtualmachinepools",
    versions: ["v1beta1", "v1alpha1"],
    operations: ["CREATE", "UPDATE"],
    toView: (object) => VmView.ofVm(object, "spec", "virtualMachineTemplate", "spec"),
    role: "pool",
  },
  {
    group: "cpln.io",
    kind: "workload",
    resource: "workloads",
    versions: ["v1"],
    operations: ["CREATE", "UPDATE"],
    // A workload has no VM spec of KubeVirt's, so no view reads it.
    toView: () => VmView.ofVm(undefined),
    role: "workload",
  },
];

/** The kind of an object by its own fields; empty where they are not set. The core group is "". */
export function groupVersionKindOf(object: unknown): GroupVersionKind {
  const root = Field.root(object);
  const [group = "", version] = (root.at("apiVersion").string ?? "").split("/", 2);
  const kind = root.at("kind").string ?? "";
  return version === undefined ? { group: "", version: group, kind } : { group, version, kind };
}

/** The row of a kind, in whatever version it is sent; undefined if the kind is not watched. */
export function resourceOf({ group, kind }: GroupVersionKind): WatchedResource | undefined {
  return watchedResources.find((row) => row.group === group && row.kind === kind);
}
