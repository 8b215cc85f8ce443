import { removeAllIn, setIn } from "../field/edit.ts";
import { volumesWithoutDisk } from "../vm/disks.ts";
import type { CloudInitKind, CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { VmView } from "../vm/view.ts";
import type { Guest } from "../platform-parts/part.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";

/** The name of a volume that vmgate adds to a VM without one. */
const ownName = "vmgate-cloudinit";

/** Whether vmgate added this volume. */
export function isOwnVolume({ source }: CloudInitVolume, userData: UserDataCache): boolean {
  const data = userData.read(source);
  return data.kind === "none" && data.addedByVmgate;
}

/** Most cloud-init volumes that are searched for vmgate's: KubeVirt reads one, and a client adds one. */
const mostVolumes = 16;

/** Whether one of these volumes is vmgate's. */
export function hasOwnVolume(volumes: readonly CloudInitVolume[], userData: UserDataCache): boolean {
  return volumes.length <= mostVolumes && volumes.some((volume) => isOwnVolume(volume, userData));
}

/**
 * The kind of a new volume: what the guest's agent reads, unless access credentials require the other one, without
 * which KubeVirt denies them.
 */
export function newKind(vm: VmView): CloudInitKind {
  if (vm.guestOs === "windows") return "cloudInitConfigDrive";
  const methods = vm.instanceSpec
    .at("accessCredentials")
    .items()
    .map((credential) => credential.at("sshPublicKey", "propagationMethod"));
  const asks = (name: string): boolean => methods.some((method) => method.has(name));
  return asks("configDrive") && !asks("noCloud") ? "cloudInitConfigDrive" : "cloudInitNoCloud";
}

/**
 * The VM with a new volume and a disk for it, after all that it has: without any boot order the first disk
 * boots. Where a volume has no disk entry KubeVirt appends one after the entries, so then the new one gets none
 * either and comes last all the same.
 * @param source what the volume's `cloudInitNoCloud` or `cloudInitConfigDrive` holds
 */
export function addVolume(vm: VmView, guest: Guest, source: object): unknown {
  const name = freeName(vm);
  const volumes = appended(vm.instanceSpec.at("volumes").value, { name, [guest.kind]: source });
  if (volumes === undefined) return vm.object.value;
  const object = setIn(vm.object.value, vm.instanceSpec.at("volumes").path, volumes);
  if (volumesWithoutDisk(vm).length > 0) return object;
  const disks = appended(vm.devices.at("disks").value, { name, ...device(vm, guest) });
  return disks === undefined ? vm.object.value : setIn(object, vm.devices.at("disks").path, disks);
}

/** The VM without the volumes that vmgate had added, and without their disks. */
export function removeOwnVolumes(vm: VmView, userData: UserDataCache): unknown {
  return removeVolumes(
    vm,
    vm.cloudInitVolumes.filter((volume) => isOwnVolume(volume, userData)),
  );
}

/**
 * An updated VM without the volume that vmgate had added and without its disk, also where the update has dropped the
 * volume alone, or has emptied it.
 * @param stored the VM before the update
 */
export function withoutOwnVolume(vm: VmView, stored: VmView, userData: UserDataCache): unknown {
  const [now, before] = [vm, stored].map((view) => view.cloudInitVolumes.slice(0, mostVolumes));
  const isOwn = (volume: CloudInitVolume): boolean => isOwnVolume(volume, userData);
  const own = before?.filter(isOwn) ?? [];
  const isEmptied = (volume: CloudInitVolume): boolean =>
    now?.length === 1 &&
    userData.read(volume.source).kind === "none" &&
    own.some((other) => nameOf(other) === nameOf(volume));
  return removeVolumes(vm, now?.filter((volume) => isOwn(volume) || isEmptied(volume)) ?? [], own);
}

function nameOf({ volume }: CloudInitVolume): unknown {
  return volume.at("name").value;
}

/** Removes volumes, and the disks of these and of volumes that were removed before, unless another volume has their name. */
function removeVolumes(
  vm: VmView,
  volumes: readonly CloudInitVolume[],
  before: readonly CloudInitVolume[] = [],
): unknown {
  const names = new Set([...volumes, ...before].map(nameOf));
  const indexes = new Set(volumes.map(({ volume }) => volume.path.at(-1)));
  for (const volume of vm.volumes)
    if (!indexes.has(volume.path.at(-1))) names.delete(volume.at("name").value);
  const disks = vm.disks.filter((disk) => names.has(disk.at("name").value));
  // From the end, so that the remaining indexes stay valid.
  return removeAllIn(
    vm.object.value,
    [...volumes.map(({ volume }) => volume), ...disks].toReversed().map(({ path }) => path),
  );
}

function appended(list: unknown, item: object): unknown[] | undefined {
  if (list === undefined || list === null) return [item];
  if (!Array.isArray(list)) return undefined;
  const items: readonly unknown[] = list;
  return [...items, item];
}

function freeName(vm: VmView): string {
  const taken = new Set<unknown>(
    [...vm.volumes, ...vm.disks, ...vm.devices.at("filesystems").items()].map(
      (item) => item.at("name").value,
    ),
  );
  let name = ownName;
  for (let i = 2; taken.has(name); i++) name = `${ownName}-${i}`;
  return name;
}

/**
 * Windows reads a config drive from a CD-ROM without any driver. Others get a disk on the boot disk's own
 * bus, for which the guest has a driver; no bus where a preference chooses it.
 */
function device(vm: VmView, guest: Guest): object {
  if (guest.guestOs === "windows") {
    // On arm64 a CD-ROM can only be on scsi (KUBEVIRT.md §1.3).
    return { cdrom: { bus: vm.instanceSpec.at("architecture").value === "arm64" ? "scsi" : "sata" } };
  }
  const boot = vm.bootDisk;
  const bus = boot?.entry?.at(boot.device, "bus").string;
  if (bus !== undefined) return { disk: { bus } };
  return { disk: vm.hasPreference ? {} : { bus: "virtio" } };
}
