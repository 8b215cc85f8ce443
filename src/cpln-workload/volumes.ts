import type { Field } from "../field/field.ts";
import { warning, duplicate, forbidden, quote, required, type FieldError } from "../field/error.ts";
import { checkRange } from "../validation/numbers.ts";
import { checkBoolean, checkChoice, checkPattern, checkList, checkUnset } from "./checks.ts";
import { checkVolumeLink, volumeSetOf } from "./link.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

const mostVolumes = 15;

/** The boot disk is the first to be tried unless it says otherwise. */
export const defaultBootOrder = 1;

/** `spec.containers[0].volumes`: the data disks, and their order beside the boot disk. */
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

/** A volume set holds one file system: two disks of one machine on it overwrite each other. */
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
    const allowed = "must be a volume set of its own";
    return [
      warning(
        duplicate(
          link,
          `${quote(link.value)}, as ${holder.toString()} has`,
          allowed,
          "name another volume set",
        ),
      ),
    ];
  });
}

function checkVolume(volume: Field): FieldError[] {
  const uri = volume.at("uri");
  return [
    ...(uri.isSet ? checkVolumeLink(uri) : [required(uri, "a volume names what it shows", "add its uri")]),
    ...checkUnset(
      volume.at("path"),
      "a machine attaches disks and mounts no paths",
      "remove it, and mount the disk in the guest",
    ),
    ...checkBoolean(volume.at("cdrom")),
    // KubeVirt's own form of a disk's serial (pkg/storage/admitters, validateSerialNumValue).
    ...checkPattern(volume.at("serial"), {
      pattern: /^[\w.+-]*$/,
      longest: 256,
      allowed: "letters, digits and _ . + -",
      fix: "write for example data-1",
    }),
  ];
}

function checkNames(volumes: readonly Field[]): FieldError[] {
  const seen = new Set<unknown>();
  return volumes.flatMap((volume) => {
    const name = volume.at("name");
    if (!name.isSet)
      return [required(name, "a volume has a name, by which the guest knows the disk", "add its name")];
    if (seen.has(name.value))
      return [duplicate(name, quote(name.value), "each name stands once", "write another name")];
    seen.add(name.value);
    return checkPattern(name, {
      pattern: /^[a-z0-9-]+$/,
      longest: 63,
      allowed: "a name is made of a-z, 0-9 and -",
      fix: "write for example data-1",
    });
  });
}

function checkBus(disk: Field): FieldError[] {
  const bus = disk.at("bus");
  if (disk.at("cdrom").value === true && bus.value === "virtio") {
    const fix = "write sata or scsi, or leave it out";
    return [warning(forbidden(bus, "virtio", "KubeVirt has no CD-ROM on virtio", fix))];
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
  const found = `${order.number ?? 0}, as ${holder} has`;
  return duplicate(
    order,
    found,
    "each boot order stands once, that of the boot disk is 1 unless it says otherwise",
    "write a number that no other disk has",
  );
}
