import { controllerOf } from "../vm/controller.ts";
import type { VmView } from "../vm/view.ts";

/** A Secret that vmgate writes for a VMI at its start (contract §4), as data. */
export interface DerivedSecret {
  readonly namespace: string;
  readonly name: string;
  /** The VirtualMachine that owns it: the Secret is garbage-collected with the VM. */
  readonly owner: { readonly name: string; readonly uid: string };
  /** The keys that KubeVirt reads, raw. */
  readonly data: Readonly<Record<string, Uint8Array>>;
}

/** The label that identifies a derived Secret; its value is the uid of the VirtualMachine. */
export const ownerLabel = "vm.cpln.io/owner";

/** The name of the derived Secret of a VirtualMachine: one per VM, rewritten at each start. */
export function derivedSecretName(uid: string): string {
  return `vmgate-${uid}`;
}

/** The name of the derived Secret of a VMI: that of the VirtualMachine that controls it. */
export function derivedSecretOf(vmi: VmView): string {
  return derivedSecretName(controllerOf(vmi.object)?.uid ?? "");
}
