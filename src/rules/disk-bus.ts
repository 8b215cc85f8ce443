import type { Field } from "../field/field.ts";
import { notSupported, type FieldError } from "../field/error.ts";
import type { Rule } from "./rule.ts";

const buses: readonly unknown[] = ["virtio", "sata", "scsi"];

/**
 * Disks are attached by a bus that is made for disks.
 *
 * Restricted: spec.template.spec.domain.devices.disks[].disk.bus, .lun.bus, .cdrom.bus
 * Allowed: virtio, sata, scsi; absent (or "", which KubeVirt drops) leaves the choice to defaults
 * Source: contract §2. KubeVirt also takes usb, and refuses virtio for a cdrom.
 */
export const diskBus: Rule = {
  id: "disk-bus",
  summary: "Disks use the bus virtio, sata or scsi.",
  why: "A disk on usb is slow, and a guest may name it anew at each boot.",
  fix: "Write `bus: virtio`; for a cdrom, or a guest without virtio drivers, `bus: sata`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      "spec: {template: {spec: {domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: usb}}]}}}}}",
    admitted:
      "spec: {template: {spec: {domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: scsi}}]}}}}}",
  },
  check: ({ vm }) =>
    vm.disks.flatMap((disk) => [
      ...checkBus(disk.at("disk", "bus"), "write virtio"),
      ...checkBus(disk.at("lun", "bus"), "write virtio or scsi"),
      // KubeVirt refuses virtio here.
      ...checkBus(disk.at("cdrom", "bus"), "write sata or scsi"),
    ]),
};

function checkBus(bus: Field, fix: string): FieldError[] {
  if (!bus.isSet || bus.value === "" || buses.includes(bus.value)) return [];
  return [notSupported(bus, "a bus is virtio, sata or scsi", fix)];
}
