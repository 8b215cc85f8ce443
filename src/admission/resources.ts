import { Field } from "../field/field.ts";
import { type ToView, VmView } from "../vm/view.ts";
import type { GroupVersionKind } from "./admission-review.ts";

/** A kind of object that carries a machine (contract §1). Adding one is adding a row here. */
export interface WatchedResource {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
  /** The versions a webhook is registered for; with `matchPolicy: Equivalent` others arrive as these. */
  readonly versions: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE")[];
  readonly toView: ToView;
  /**
   * `vm`: filled in and injected. `pool`: judged as its VMs will be, filled in. `template` and `instance`:
   * judged as they are. `workload`: filled in and judged by the platform's own specification.
   */
  readonly role: "vm" | "pool" | "template" | "instance" | "workload";
}

/** Every kind that is judged. */
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
    // It carries no machine in KubeVirt's words, and none is read from it.
    toView: () => VmView.ofVm(undefined),
    role: "workload",
  },
];

/** What an object says of its own kind; empty where it says nothing. The core group's is "". */
export function groupVersionKindOf(object: unknown): GroupVersionKind {
  const root = Field.root(object);
  const [group = "", version] = (root.at("apiVersion").string ?? "").split("/", 2);
  const kind = root.at("kind").string ?? "";
  return version === undefined ? { group: "", version: group, kind } : { group, version, kind };
}

/** The row for a kind, in whatever version it is sent; undefined for what is not ours to judge. */
export function resourceOf({ group, kind }: GroupVersionKind): WatchedResource | undefined {
  return watchedResources.find((row) => row.group === group && row.kind === kind);
}
