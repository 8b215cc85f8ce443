import type { Field } from "../field/field.ts";
import { notSupported, supportedValues, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const buses = ["virtio", "sata", "scsi"];

/**
 * Disks are attached by a bus made for disks.
 *
 * Restricted: spec.template.spec.domain.devices.disks[].disk.bus, .lun.bus, .cdrom.bus
 * Allowed: virtio, sata, scsi; absent (or "", which KubeVirt drops) leaves the choice to defaults
 * Source: contract §2. KubeVirt also accepts usb, and refuses virtio for a cdrom.
 */
export const diskBus: Rule = {
  id: "disk-bus",
  summary: "Disks use the bus virtio, sata or scsi.",
  why: "A disk on usb is slow, and a guest may give it another name at each boot.",
  fix: "Use `bus: virtio`; for a cdrom, or a guest without virtio drivers, `bus: sata`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      "spec: {template: {spec: {domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: usb}}]}}}}}",
    admitted:
      "spec: {template: {spec: {domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: scsi}}]}}}}}",
  },
  check: ({ vm, userData }) => {
    const findings = vm.disks.map((disk) => ({ disk, found: checkDisk(disk, vm) }));
    const wrong = findings.filter(({ found }) => found.length > 0);
    // The disk that vmgate adds has the bus of the boot disk, whose fault is reported there.
    const own = wrong.length > 1 ? ownDisk(vm, userData) : undefined;
    return wrong
      .filter(({ disk }) => own === undefined || disk.at("name").value !== own)
      .flatMap(({ found }) => found);
  },
};

/** The name of the disk of a cloud-init volume that vmgate added. */
function ownDisk(vm: VmView, userData: UserDataCache): unknown {
  const [first] = vm.cloudInitVolumes;
  if (first === undefined) return undefined;
  const data = userData.read(first.source);
  return data.kind === "none" && data.addedByVmgate ? first.volume.at("name").value : undefined;
}

function checkDisk(disk: Field, { guestOs }: VmView): FieldError[] {
  const plain = checkBus(disk.at("disk", "bus"), buses, "virtio");
  return [
    // Windows may have no driver for it.
    ...(guestOs === "windows" ? plain : plain.map((finding) => fixedByValue(finding, "virtio"))),
    ...checkBus(disk.at("lun", "bus"), buses, "scsi").map((finding) => fixedByValue(finding, "scsi")),
    // KubeVirt refuses virtio here.
    ...checkBus(disk.at("cdrom", "bus"), ["sata", "scsi"], "sata").map((finding) =>
      fixedByValue(finding, "sata"),
    ),
  ];
}

function checkBus(bus: Field, supported: readonly string[], usual: string): FieldError[] {
  if (!bus.isSet || bus.value === "" || buses.some((name) => name === bus.value)) return [];
  return [notSupported(bus, supportedValues(supported), `use ${usual}`)];
}
