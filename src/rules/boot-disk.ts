import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, warning, type FieldError } from "../field/error.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { bootDisk, effectiveDisks, isPersistent, volumeSource, type Disk } from "../vm/disks.ts";
import { persistentAlternative } from "../vm/ephemeral-volumes.ts";
import type { VmView } from "../vm/view.ts";
import { replicasOf } from "../vm/replicas.ts";
import type { Rule, RuleInput } from "./rule.ts";

const persistent = "must be a dataVolume or persistentVolumeClaim";

/**
 * A VM boots from a disk of its own that is still there after a stop.
 *
 * Restricted: spec.template.spec.domain.devices.disks, spec.template.spec.volumes
 * Allowed: a boot disk whose volume is a dataVolume or persistentVolumeClaim. The boot disk is the writable
 *   disk with the lowest bootOrder or, without any order, the first whose volume carries no configuration.
 *   In a pool or replica set of several replicas, no claim that all of them would share
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
  check: (input) => {
    const { vm } = input;
    const boot = bootDisk(vm);
    return boot === undefined ? [noBootDisk(vm)] : [...checkVolume(boot, input), ...checkOrder(boot, vm)];
  },
};

function noBootDisk(vm: VmView): FieldError {
  const disks = vm.devices.at("disks");
  const allowed = "must include a writable boot disk on a dataVolume or persistentVolumeClaim";
  const fix = "add a disk and a volume of the same name, for example one that a dataVolumeTemplate fills";
  if (effectiveDisks(vm).length === 0) return required(disks, allowed, fix);
  const listed = disks.isFilled ? disks : vm.instanceSpec.at("volumes");
  return invalid(listed, allowed, fix, "only read-only and configuration disks");
}

function checkVolume(boot: Disk, { vm, policy }: RuleInput): FieldError[] {
  if (boot.volume === undefined) return [noVolume(boot, vm)];
  if (isPersistent(boot.volume)) return checkShared(boot.volume, vm);
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
  // Of an image that boots no-image speaks: one mistake, one message.
  if (kind === "containerDisk" && actionOf(policy, "no-image", "enforce") !== "off") return [];
  return [forbidden(source, quote(kind), persistent, fixes.get(kind) ?? otherFix)];
}

/** A pool numbers the disks of its own templates, one for each replica; every other claim is the same for all. */
function checkShared(volume: Field, vm: VmView): FieldError[] {
  const replicas = replicasOf(vm);
  if (replicas < 2) return [];
  const name = [volume.at("dataVolume", "name"), volume.at("persistentVolumeClaim", "claimName")].find(
    ({ isSet }) => isSet,
  );
  const templates = vm.spec.at("dataVolumeTemplates");
  const isOwn = templates.items().some((item) => item.at("metadata", "name").value === name?.value);
  if (name === undefined || isOwn) return [];
  const allowed = `may not be shared by ${replicas} replicas, which would write to one file system at once`;
  const fix = vm.spec.isSet
    ? `add a dataVolumeTemplate named ${quote(name.value)} to ${vm.spec.toString()}, from which each replica gets a disk`
    : "write replicas: 1, or a VirtualMachinePool with a dataVolumeTemplate, from which each replica gets a disk";
  return [forbidden(name, quote(name.value), allowed, fix)];
}

function noVolume({ entry }: Disk, vm: VmView): FieldError {
  const allowed = "a disk has a volume of the same name";
  const name = entry?.at("name");
  if (name?.isSet !== true) {
    return required(name ?? vm.instanceSpec.at("volumes"), allowed, "name the disk and its volume");
  }
  const fix = `add a volume named ${quote(name.value)}, of a dataVolume or persistentVolumeClaim`;
  return invalid(name, allowed, fix, `${quote(name.value)}, and no such volume`);
}

/** What to do with the data of a volume that a VM cannot boot from, by the volume's source. */
const fixes: ReadonlyMap<string, string> = new Map([
  ["containerDisk", "import the image with a dataVolumeTemplate: source: {registry: {url: docker://…}}"],
  ...persistentAlternative,
]);

const otherFix = "give the lowest bootOrder to a disk on one of them";

/** KubeVirt tries no device without an order once one device has an order. */
function checkOrder({ name, entry, bootOrder }: Disk, vm: VmView): FieldError[] {
  if (bootOrder !== undefined || entry?.at("bootOrder").isSet === true) return [];
  const other = [...vm.disks, ...vm.interfaces].find((device) => device.at("bootOrder").isSet);
  if (other === undefined) return [];
  const allowed = `${quote(other.at("name").value)} has an order, and KubeVirt then tries no device without one`;
  const field = entry?.at("bootOrder") ?? vm.devices.at("disks");
  return [warning(required(field, allowed, `give the disk ${quote(name)} a bootOrder too`))];
}
