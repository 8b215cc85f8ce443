import type { Field } from "../field/field.ts";
import { warning, duplicate, forbidden, quote, required, type FieldError } from "../field/error.ts";
import { checkRange } from "../validation/numbers.ts";
import { checkBoolean, checkChoice, checkPattern, checkList, checkUnset } from "./checks.ts";
import { checkVolumeLink, volumeSetOf } from "./link.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

const mostVolumes = 15;

/** The firmware tries the boot disk first unless it has another order. */
export const defaultBootOrder = 1;

/** `spec.containers[0].volumes`: the data disks, and the boot order of all disks. */
export const volumeChecks: readonly WorkloadCheck[] = [
  { rule: "workload-volumes", check: ({ container }) => checkVolumes(container.at("volumes")) },
  { rule: "workload-volumes", check: checkSharedSets },
  {
    rule: "disk-bus",
    check: ({ vm, container }) => [vm.at("bootDisk"), ...container.at("volumes").items()].flatMap(checkBus),
  },
  { rule: "boot-order", check: checkBootOrder },
];

function checkVolumes(volumes: Field): FieldError[] {
  const items = volumes.items();
  return [...checkList(volumes, "volumes", mostVolumes), ...items.flatMap(checkVolume), ...checkNames(items)];
}

/** A volume set holds one file system: two disks of one VM on it overwrite each other. */
function checkSharedSets({ object, vm, container }: WorkloadView): FieldError[] {
  const links = [
    vm.at("bootDisk", "persist", "volumeSet"),
    ...container
      .at("volumes")
      .items()
      .map((volume) => volume.at("uri")),
  ];
  const holders = new Map<string, Field>();
  return links.flatMap((link) => {
    const set = volumeSetOf(link, object.at("gvc").string ?? "");
    const holder = set === undefined ? undefined : holders.get(set);
    if (set === undefined || holder === undefined) {
      if (set !== undefined) holders.set(set, link);
      return [];
    }
    const found = `${quote(link.value)} is already used by ${holder.toString()}`;
    return [warning(duplicate(link, found, "must be a volume set of its own", "use another volume set"))];
  });
}

function checkVolume(volume: Field): FieldError[] {
  const uri = volume.at("uri");
  return [
    ...(uri.isSet
      ? checkVolumeLink(uri)
      : [
          required(
            uri,
            "must link to a volume set or a secret",
            "add for example uri: cpln://volumeset/<name>",
          ),
        ]),
    ...checkUnset(
      volume.at("path"),
      "a VM attaches disks, and the guest mounts them",
      "remove it, and mount the disk in the guest",
    ),
    ...checkBoolean(volume.at("cdrom")),
    // KubeVirt's own form of a disk's serial (pkg/storage/admitters, validateSerialNumValue).
    ...checkPattern(volume.at("serial"), {
      pattern: /^[\w.+-]*$/,
      longest: 256,
      allowed: "must be letters, digits, '_', '.', '+' and '-'",
      fix: "use a serial such as data-1",
    }),
  ];
}

function checkNames(volumes: readonly Field[]): FieldError[] {
  const seen = new Set<unknown>();
  return volumes.flatMap((volume) => {
    const name = volume.at("name");
    if (!name.isSet) return [required(name, "must be set: it names the disk in the guest", "add a name")];
    if (seen.has(name.value)) {
      return [duplicate(name, quote(name.value), "must be unique in the list", "use another name")];
    }
    seen.add(name.value);
    return checkPattern(name, {
      pattern: /^[a-z0-9-]+$/,
      longest: 63,
      allowed: "must be lower-case letters, digits and '-'",
      fix: "use a name such as data-1",
    });
  });
}

function checkBus(disk: Field): FieldError[] {
  const bus = disk.at("bus");
  if (disk.at("cdrom").value === true && bus.value === "virtio") {
    const allowed = "must be sata or scsi for a CD-ROM";
    const found = "KubeVirt does not support a CD-ROM on virtio";
    return [warning(forbidden(bus, found, allowed, 'use "sata" or "scsi", or omit the field'))];
  }
  return checkChoice(bus, ["virtio", "sata", "scsi"]);
}

function checkBootOrder({ vm, container }: WorkloadView): FieldError[] {
  const bootDisk = vm.at("bootDisk");
  const disks = [bootDisk, ...container.at("volumes").items()];
  const holders = new Map<number, Field>();
  return disks.flatMap((disk) => {
    const field = disk.at("bootOrder");
    const order = field.number ?? (disk === bootDisk && disk.isSet ? defaultBootOrder : undefined);
    const outOfRange = checkRange(field, 1, 16, "give the boot disk 1, the next 2");
    if (order === undefined || outOfRange.length > 0) return outOfRange;
    const holder = holders.get(order);
    holders.set(order, holder ?? disk);
    return holder === undefined
      ? []
      : [sameOrder(field, holder === bootDisk ? "the boot disk" : quote(holder.at("name").value))];
  });
}

function sameOrder(order: Field, holder: string): FieldError {
  const found = `${order.number ?? defaultBootOrder}: already used by ${holder}`;
  return duplicate(order, found, "must be unique across disks", "use a number that no other disk has");
}
