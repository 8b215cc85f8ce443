import type { Field } from "../field/field.ts";
import type { VmView } from "./view.ts";

/** The highest boot order of a device. */
export const mostBootOrders = 16;

/** Volumes with configuration, from which no VM boots. */
const configurationSources = [
  "cloudInitNoCloud",
  "cloudInitConfigDrive",
  "sysprep",
  "secret",
  "configMap",
  "serviceAccount",
  "downwardAPI",
  "downwardMetrics",
] as const;

/** Volumes for which KubeVirt does not add a disk (pkg/util, SetDefaultVolumeDisk). */
const disklessSources = ["memoryDump", "containerPath"] as const;

/** A disk as KubeVirt will see it, with its volume if it has one. */
export interface Disk {
  readonly name: string;
  /** The disk's entry; undefined if KubeVirt will append one for the volume. */
  readonly entry: Field | undefined;
  readonly volume: Field | undefined;
  readonly device: "disk" | "cdrom" | "lun";
  readonly bootOrder: number | undefined;
}

/** The disks of a VM in KubeVirt's order: the entries, then one for each volume without an entry. */
export function readDisks(vm: VmView): readonly Disk[] {
  const declared = vm.disks.map((entry) => declaredDisk(vm, entry));
  const named = new Set<unknown>(declared.map(({ name }) => name));
  for (const filesystem of vm.devices.at("filesystems").items()) named.add(filesystem.at("name").value);
  const appended = vm.volumes
    .filter((volume) => !named.has(volume.at("name").value) && !hasSource(volume, disklessSources))
    .map((volume): Disk => ({
      name: volume.at("name").string ?? "",
      entry: undefined,
      volume,
      device: "disk",
      bootOrder: undefined,
    }));
  return [...declared, ...appended];
}

/**
 * The volumes for which KubeVirt would append a disk when it starts the VM: those that no disk, filesystem or
 * controller of KubeVirt's own uses. Of several with one name only the first counts.
 */
export function volumesWithoutDisk(vm: VmView): readonly Field[] {
  const used = new Set<unknown>(
    [...vm.disks, ...vm.devices.at("filesystems").items()].map((item) => item.at("name").value),
  );
  return vm.volumes.filter((volume) => {
    const name = volume.at("name").string;
    if (name === undefined || used.has(name) || hasSource(volume, unattachedSources)) return false;
    used.add(name);
    return !hotpluggableSources.some((source) => volume.at(source, "hotpluggable").value === true);
  });
}

/** Volumes that are no disk of the guest's, or that KubeVirt attaches in a way of its own. */
const unattachedSources = [...disklessSources, "downwardMetrics"] as const;

/** Sources of volumes that may be plugged into a running VM. */
const hotpluggableSources = ["persistentVolumeClaim", "dataVolume"] as const;

function declaredDisk(vm: VmView, entry: Field): Disk {
  const name = entry.at("name").string ?? "";
  const device = entry.has("cdrom") ? "cdrom" : entry.has("lun") ? "lun" : "disk";
  return { name, entry, volume: vm.volume(name), device, bootOrder: entry.at("bootOrder").number };
}

/**
 * The disk that the VM runs from (contract §2, boot-disk): the writable disk with the lowest boot
 * order; without any order, the first whose volume carries no configuration.
 */
export function findBootDisk(vm: VmView): Disk | undefined {
  const candidates = vm.effectiveDisks.filter(isWritable);
  const ordered = candidates.filter(({ bootOrder }) => bootOrder !== undefined);
  if (ordered.length > 0) return ordered.reduce((a, b) => ((b.bootOrder ?? 0) < (a.bootOrder ?? 0) ? b : a));
  return candidates.find(({ volume }) => volume === undefined || !isConfiguration(volume));
}

/** Whether there is a cdrom without an order, other than cloud-init or sysprep. */
export function hasInstaller(vm: VmView): boolean {
  return vm.effectiveDisks.some(
    ({ device, volume, bootOrder }) =>
      device === "cdrom" && bootOrder === undefined && (volume === undefined || !isConfiguration(volume)),
  );
}

/** Whether the volume carries configuration for the guest, so that nothing boots from it. */
export function isConfiguration(volume: Field): boolean {
  return hasSource(volume, configurationSources);
}

function isWritable(disk: Disk): boolean {
  return disk.device !== "cdrom" && disk.entry?.at(disk.device, "readonly").value !== true;
}

function hasSource(volume: Field, sources: readonly string[]): boolean {
  return sources.some((source) => volume.has(source));
}

/** The source of a volume: its one member besides the name, or undefined where there is none. */
export function volumeSource(volume: Field): Field | undefined {
  if (typeof volume.value !== "object" || volume.value === null) return undefined;
  return Object.keys(volume.value)
    .filter((name) => name !== "name")
    .map((name) => volume.at(name))
    .find((source) => source.isSet);
}

/** Whether data written to this volume outlives the VMI. */
export function isPersistent(volume: Field): boolean {
  return volume.has("dataVolume") || volume.has("persistentVolumeClaim");
}
