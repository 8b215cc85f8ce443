import { forbidden, invalid, quote, required, advice, type Finding } from "../field/violation.ts";
import { bootDisk, effectiveDisks, isPersistent, volumeSource, type Disk } from "../vm/boot.ts";
import { keepInstead } from "../vm/losing-volumes.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const persistent = "the boot disk is a dataVolume or persistentVolumeClaim";

/**
 * A VM boots from a disk of its own that is still there after a stop.
 *
 * Restricted: spec.template.spec.domain.devices.disks, spec.template.spec.volumes
 * Allowed: a boot disk whose volume is a dataVolume or persistentVolumeClaim. The boot disk is the writable
 *   disk with the lowest bootOrder or, without any order, the first whose volume carries no configuration
 * Source: contract §2; volumes without a disk entry count, because KubeVirt appends one
 *   (pkg/util, SetDefaultVolumeDisk)
 */
export const bootDiskRule: Rule = {
  id: "boot-disk",
  summary: "The VM has a boot disk, on a dataVolume or a persistentVolumeClaim.",
  why: "A VM keeps its identity, updates and keys on its boot disk; on anything else they are gone when it stops or moves.",
  fix: "Give the VM a `dataVolumeTemplates` item that imports or creates the disk, and name it in the boot disk's volume: `dataVolume: {name: …}`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      "spec: {template: {spec: {volumes: [{name: root, ephemeral: {persistentVolumeClaim: {claimName: web-root}}}]}}}",
    admitted:
      "spec: {template: {spec: {volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}]}}}",
  },
  check: ({ vm }) => {
    const boot = bootDisk(vm);
    return boot === undefined ? [noBootDisk(vm)] : [...checkVolume(boot, vm), ...checkOrder(boot, vm)];
  },
};

function noBootDisk(vm: VmView): Finding {
  const disks = vm.devices.at("disks");
  const fix = "add a disk and a volume of the same name, for example one that a dataVolumeTemplate fills";
  if (effectiveDisks(vm).length === 0) return required(disks, `a VM has a boot disk, and ${persistent}`, fix);
  const listed = disks.isFilled ? disks : vm.template.at("volumes");
  return invalid(listed, persistent, fix, "only read-only and configuration disks");
}

function checkVolume(boot: Disk, vm: VmView): Finding[] {
  if (boot.volume === undefined) return [noVolume(boot, vm)];
  if (isPersistent(boot.volume)) return [];
  const source = volumeSource(boot.volume);
  if (source === undefined) {
    return [
      required(
        boot.volume.at("persistentVolumeClaim"),
        persistent,
        "name a claim here, or a dataVolume beside it",
      ),
    ];
  }
  const kind = String(source.path.at(-1));
  return [forbidden(source, `boots from ${kind}`, persistent, fixes.get(kind) ?? otherFix)];
}

function noVolume({ entry }: Disk, vm: VmView): Finding {
  const allowed = "a disk has a volume of the same name";
  const name = entry?.at("name");
  if (name?.isSet !== true) {
    return required(name ?? vm.template.at("volumes"), allowed, "name the disk and its volume");
  }
  const fix = `add a volume named ${quote(name.value)}, of a dataVolume or persistentVolumeClaim`;
  return invalid(name, allowed, fix, `${quote(name.value)}, and no such volume`);
}

/** What to do with the data of a volume that a VM cannot boot from, by the volume's source. */
const fixes: ReadonlyMap<string, string> = new Map([
  ["containerDisk", "import the image with a dataVolumeTemplate: source: {registry: {url: docker://…}}"],
  ...keepInstead,
]);

const otherFix = "give the lowest bootOrder to a disk on one of them";

/** KubeVirt tries no device without an order once one device has an order. */
function checkOrder({ name, entry, bootOrder }: Disk, vm: VmView): Finding[] {
  if (bootOrder !== undefined || entry?.at("bootOrder").isSet === true) return [];
  const other = [...vm.disks, ...vm.interfaces].find((device) => device.at("bootOrder").isSet);
  if (other === undefined) return [];
  const allowed = `${quote(other.at("name").value)} has an order, and KubeVirt then tries no device without one`;
  const field = entry?.at("bootOrder") ?? vm.devices.at("disks");
  return [advice(required(field, allowed, `give the disk ${quote(name)} a bootOrder too`))];
}
