import type { Guest } from "../platform-parts/part.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { VmView } from "../vm/view.ts";
import { derivedSecretOf } from "./derived-secret.ts";
import { isOurNetworkData } from "./put-network-data.ts";

/** The guest that reads a cloud-init volume of a VM or VMI; without one, that of the kind of volume that vmgate adds. */
export function guestOf(volume: CloudInitVolume | undefined, vm: VmView): Guest {
  const { guestOs } = vm;
  if (volume === undefined) {
    return { kind: guestOs === "windows" ? "cloudInitConfigDrive" : "cloudInitNoCloud", guestOs };
  }
  const isDerived = volume.source.at("networkDataSecretRef", "name").value === derivedSecretOf(vm);
  return { kind: volume.kind, guestOs, hasOwnNetworkData: !isDerived && !isOurNetworkData(volume.source) };
}
