/** A Secret that vmgate writes for an instance's start (contract §4), as data. */
export interface DerivedSecret {
  readonly namespace: string;
  readonly name: string;
  /** The VirtualMachine that owns it, so that it goes when the VM goes. */
  readonly owner: { readonly name: string; readonly uid: string };
  /** The keys that KubeVirt reads, raw. */
  readonly data: Readonly<Record<string, Uint8Array>>;
}

/** The label by which a derived Secret is known; its value is the uid of the VirtualMachine. */
export const ownerLabel = "vm.cpln.io/owner";

/** The name of the derived Secret of a VirtualMachine: one a VM, written anew at each start. */
export function derivedSecretName(uid: string): string {
  return `vmgate-${uid}`;
}
