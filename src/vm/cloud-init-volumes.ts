import type { Field } from "../field/field.ts";
import type { VmView } from "./view.ts";

/** The two kinds of cloud-init volume, by KubeVirt's names. */
export const cloudInitKinds = ["cloudInitNoCloud", "cloudInitConfigDrive"] as const;
export type CloudInitKind = (typeof cloudInitKinds)[number];

/** A volume with cloud-init data. */
export interface CloudInitVolume {
  readonly volume: Field;
  readonly kind: CloudInitKind;
  /** The volume's member of that kind, which holds user data and network data. */
  readonly source: Field;
}

/**
 * The cloud-init volumes of a VM in order. KubeVirt passes only the first to the guest, whichever kind it is
 * (KUBEVIRT.md §2.3).
 */
export function readCloudInitVolumes(vm: VmView): readonly CloudInitVolume[] {
  return vm.volumes.flatMap((volume) => {
    const kind = cloudInitKinds.find((name) => volume.has(name));
    return kind === undefined ? [] : [{ volume, kind, source: volume.at(kind) }];
  });
}
