import { expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { diskBus } from "../../src/rules/disk-bus.ts";
import { injectChecked } from "../support/injection.ts";
import { inputOf, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const withDisks = (disks: unknown) => vmWithTemplate({ domain: { devices: { disks } } });
const path = "spec.template.spec.domain.devices.disks";

const cases = ["disk", "lun", "cdrom"].flatMap((device): RuleCase[] => [
  ...["virtio", "sata", "scsi", "", null].map((bus): RuleCase => [
    `${device} on ${JSON.stringify(bus)}`,
    withDisks([{ name: "root", [device]: { bus } }]),
  ]),
  ...["usb", "ide", "Virtio", "virtio ", 0, true, {}, []].map((bus): RuleCase => [
    `${device} on ${JSON.stringify(bus)}`,
    withDisks([{ name: "root", [device]: { bus } }]),
    `notSupported ${path}[0].${device}.bus`,
  ]),
]);

ruleTable(diskBus, [
  ["the minimal VM", vm()],
  ...cases,
  [
    "each disk is judged",
    withDisks([
      { name: "a", disk: { bus: "usb" } },
      { name: "b", disk: {} },
      { name: "c", lun: { bus: "usb" } },
    ]),
    `notSupported ${path}[0].disk.bus`,
    `notSupported ${path}[2].lun.bus`,
  ],
  ["no device", withDisks([{ name: "root" }])],
  ["null disks", withDisks([null])],
  ["a device of another type", withDisks([{ name: "root", disk: "usb" }])],
  ["disks of another type", withDisks({ bus: "usb" })],
  ["no template", vm({ spec: { template: null } })],
  [
    "an instance",
    vmi({ domain: { devices: { disks: [{ name: "root", disk: { bus: "usb" } }] } } }),
    "notSupported spec.domain.devices.disks[0].disk.bus",
  ],
]);

test("the disk that vmgate adds on the boot disk's bus is not reported again", () => {
  const { object } = injectChecked(withDisks([{ name: "root", disk: { bus: "usb" } }]));
  const disks = Field.root(object).at("spec", "template", "spec", "domain", "devices", "disks").items();
  expect(disks.map((disk) => disk.at("disk", "bus").value)).toEqual(["usb", "usb"]);
  const findings = diskBus.check(inputOf(object));
  expect(findings.map((finding) => finding.path)).toEqual([[...(disks[0]?.path ?? []), "disk", "bus"]]);
});

test("a disk of the user's own cloud-init volume is reported", () => {
  const ownDisks = [
    { name: "root", disk: { bus: "usb" } },
    { name: "ci", disk: { bus: "usb" } },
  ];
  const volumes = [
    { name: "root", persistentVolumeClaim: { claimName: "a" } },
    { name: "ci", cloudInitNoCloud: { userData: "#cloud-config\n" } },
  ];
  const { object } = injectChecked(vmWithTemplate({ domain: { devices: { disks: ownDisks } }, volumes }));
  expect(diskBus.check(inputOf(object))).toHaveLength(2);
});
