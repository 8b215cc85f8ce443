import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, warning, type FieldError } from "../field/error.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { isPersistent, volumeSource, type Disk } from "../vm/disks.ts";
import { persistentAlternative } from "../vm/ephemeral-volumes.ts";
import type { VmView } from "../vm/view.ts";
import { replicasOf } from "../vm/replicas.ts";
import type { Rule, RuleInput } from "./rule.ts";

const persistent = "must be a dataVolume or persistentVolumeClaim to boot from";

/**
 * A VM boots from a persistent disk of its own.
 *
 * Restricted: spec.template.spec.domain.devices.disks, spec.template.spec.volumes
 * Allowed: a boot disk whose volume is a dataVolume or persistentVolumeClaim. The boot disk is the writable
 *   disk with the lowest bootOrder or, without any order, the first whose volume carries no configuration.
 *   In a pool or replica set with several replicas, not a claim that all of them would share
 * Source: contract §2; volumes without a disk entry count, because KubeVirt appends one
 *   (pkg/util, SetDefaultVolumeDisk)
 */
export const bootDiskRule: Rule = {
  id: "boot-disk",
  summary: "The VM has a boot disk, on a dataVolume or a persistentVolumeClaim.",
  why: "A VM keeps its identity, updates and keys on its boot disk; on any other volume they are lost when it stops or moves. Replicas that share one disk destroy its file system; a write to `scale` alone does not show the disk, and is not denied.",
  fix: "Add a `dataVolumeTemplates` entry that imports or creates the disk, and reference it in the boot disk's volume: `dataVolume: {name: …}`.",
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
    const boot = vm.bootDisk;
    return boot === undefined ? [noBootDisk(vm)] : [...checkVolume(boot, input), ...checkOrder(boot, vm)];
  },
};

function noBootDisk(vm: VmView): FieldError {
  const disks = vm.devices.at("disks");
  const allowed = "must include a writable boot disk on a dataVolume or persistentVolumeClaim";
  const fix = `add disks: [{name: root, disk: {}}] and volumes: [${volumeFor("root", vm)}]`;
  const listed = disks.isFilled || vm.effectiveDisks.length === 0 ? disks : vm.instanceSpec.at("volumes");
  return { ...required(listed, allowed, fix), found: "no writable boot disk" };
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
        "add claimName, or use a dataVolume instead",
      ),
    ];
  }
  const kind = source.name;
  // no-image reports an image that boots: one mistake, one message.
  if (kind === "containerDisk" && actionOf(policy, "no-image", "enforce") !== "off") return [];
  return [forbidden(source, `boot disk on ${kind}`, persistent, fixes.get(kind) ?? otherFix)];
}

/** A pool makes a disk of its own templates for each replica; every other claim is shared by all replicas. */
function checkShared(volume: Field, vm: VmView): FieldError[] {
  const replicas = replicasOf(vm);
  if (replicas < 2) return [];
  const name = [volume.at("dataVolume", "name"), volume.at("persistentVolumeClaim", "claimName")].find(
    ({ isSet }) => isSet,
  );
  const templates = vm.spec.at("dataVolumeTemplates");
  const isOwn = templates.items().some((item) => item.at("metadata", "name").value === name?.value);
  if (name === undefined || isOwn) return [];
  const allowed = `may not be shared by ${replicas} replicas, which would write to one file system`;
  const fix = vm.spec.isSet
    ? `add a dataVolumeTemplate named ${quote(name.value)} to ${vm.spec.toString()}, so that each replica gets a disk`
    : "use replicas: 1, or a VirtualMachinePool with a dataVolumeTemplate";
  return [forbidden(name, `${quote(name.value)} shared by ${replicas} replicas`, allowed, fix)];
}

/** A volume to paste, on the disk that the VM creates where there is just one. */
function volumeFor(name: string, { spec }: VmView): string {
  const [first, second] = spec.at("dataVolumeTemplates").items();
  const template = second === undefined ? first?.at("metadata", "name").string : undefined;
  return `{name: ${name}, dataVolume: {name: ${template === undefined ? "<name>" : quote(template)}}}`;
}

function noVolume({ entry }: Disk, vm: VmView): FieldError {
  const allowed = "must be the name of a volume";
  const name = entry?.at("name");
  if (name?.isSet !== true) {
    return required(
      name ?? vm.instanceSpec.at("volumes"),
      allowed,
      "give the disk and its volume the same name",
    );
  }
  const fix = `add volumes: [${volumeFor(quote(name.value), vm)}]`;
  return invalid(name, allowed, fix);
}

/** What to do with the data of a volume that a VM cannot boot from, by the volume's source. */
const fixes: ReadonlyMap<string, string> = new Map([
  ["containerDisk", "import the image with a dataVolumeTemplate"],
  ...persistentAlternative,
]);

const otherFix = "give the lowest bootOrder to a disk on a dataVolume or persistentVolumeClaim";

/** Once one device has a boot order, KubeVirt tries only devices that have one. */
function checkOrder({ name, entry, bootOrder }: Disk, vm: VmView): FieldError[] {
  if (bootOrder !== undefined || entry?.has("bootOrder") === true) return [];
  const other = [...vm.disks, ...vm.interfaces].find((device) => device.has("bootOrder"));
  if (other === undefined) return [];
  const allowed = "must be set when another device has a bootOrder: KubeVirt then tries only those";
  const field = entry?.at("bootOrder") ?? vm.devices.at("disks");
  const found = `boot disk ${quote(name)} has no bootOrder, but ${quote(other.at("name").value)} has`;
  return [warning({ ...required(field, allowed, "set it too, or KubeVirt will not boot this disk"), found })];
}
