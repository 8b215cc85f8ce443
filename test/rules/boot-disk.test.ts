import { bootDiskRule } from "../../src/rules/boot-disk.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const disks = "spec.template.spec.domain.devices.disks";
const volumes = "spec.template.spec.volumes";
const claim = { persistentVolumeClaim: { claimName: "web-root" } };
const image = { image: "quay.io/containerdisks/fedora:42" };

const withVolume = (source: Readonly<Record<string, unknown>>) =>
  vmWithTemplate({ volumes: [{ name: "root", ...source }] });
const withDisks = (entries: unknown, list: unknown, interfaces?: unknown) =>
  vmWithTemplate({
    domain: { devices: { disks: entries, ...(interfaces === undefined ? {} : { interfaces }) } },
    volumes: list,
  });

const configuration = [
  "cloudInitNoCloud",
  "cloudInitConfigDrive",
  "sysprep",
  "secret",
  "configMap",
  "serviceAccount",
  "downwardAPI",
  "downwardMetrics",
];

const boots: readonly RuleCase[] = [
  ["the minimal VM", vm()],
  ["a dataVolume", withVolume({ dataVolume: { name: "web-root" } })],
  [
    "of two volumes of one name the first",
    withDisks(
      [{ name: "root" }],
      [
        { name: "root", ...claim },
        { name: "root", emptyDisk: {} },
      ],
    ),
  ],
  ["a lun", withDisks([{ name: "root", lun: {} }], [{ name: "root", ...claim }])],
  ["a disk without a device", withDisks([{ name: "root" }], [{ name: "root", ...claim }])],
  [
    "a volume without a disk entry, to which KubeVirt gives one",
    withDisks(null, [{ name: "root", ...claim }]),
  ],
  ...configuration.map((source): RuleCase => [
    `${source} before the boot disk does not count`,
    withDisks(
      [{ name: "config" }, { name: "root" }],
      [
        { name: "config", [source]: {} },
        { name: "root", ...claim },
      ],
    ),
  ]),
  [
    "a read-only disk before the boot disk does not count",
    withDisks(
      [{ name: "iso", disk: { readonly: true } }, { name: "lun", lun: { readonly: true } }, { name: "root" }],
      [
        { name: "iso", containerDisk: image },
        { name: "lun", hostDisk: {} },
        { name: "root", ...claim },
      ],
    ),
  ],
  [
    "an installer cdrom before the boot disk in order",
    withDisks(
      [
        { name: "iso", cdrom: {}, bootOrder: 1 },
        { name: "root", bootOrder: 2 },
      ],
      [
        { name: "iso", containerDisk: image },
        { name: "root", ...claim },
      ],
    ),
  ],
  [
    "an ephemeral disk after the boot disk in order, though listed first",
    withDisks(
      [
        { name: "scratch", bootOrder: 2 },
        { name: "root", bootOrder: 1 },
      ],
      [
        { name: "scratch", emptyDisk: {} },
        { name: "root", ...claim },
      ],
    ),
  ],
  [
    "a disk with an order before one without",
    withDisks(
      [{ name: "scratch" }, { name: "root", bootOrder: 16 }],
      [
        { name: "scratch", emptyDisk: {} },
        { name: "root", ...claim },
      ],
    ),
  ],
  [
    "a volume that a filesystem takes has no disk",
    vmWithTemplate({
      domain: { devices: { disks: null, filesystems: [{ name: "shared", virtiofs: {} }] } },
      volumes: [
        { name: "shared", emptyDisk: {} },
        { name: "root", ...claim },
      ],
    }),
  ],
  [
    "a memory dump has no disk",
    withDisks(null, [
      { name: "dump", memoryDump: {} },
      { name: "root", ...claim },
    ]),
  ],
];

const bad: readonly RuleCase[] = [
  ...["containerDisk", "ephemeral", "emptyDisk", "hostDisk"].map((source): RuleCase => [
    `boots from ${source}`,
    withVolume({ [source]: {} }),
    `forbidden ${volumes}[0].${source}`,
  ]),
  [
    "a source named as a member of every object",
    withVolume({ constructor: {} }),
    `forbidden ${volumes}[0].constructor`,
  ],
  [
    "a claim inside ephemeral is not persistent",
    withVolume({ ephemeral: claim }),
    `forbidden ${volumes}[0].ephemeral`,
  ],
  ...configuration.map((source): RuleCase => [
    `${source} with the lowest order`,
    withVolume({ [source]: {} }),
    `forbidden ${volumes}[0].${source}`,
  ]),
  ["a volume without a source", withVolume({}), `required ${volumes}[0].persistentVolumeClaim`],
  ["a null source", withVolume({ dataVolume: null }), `required ${volumes}[0].persistentVolumeClaim`],
  [
    "an appended containerDisk before a claim",
    withDisks(
      [],
      [
        { name: "live", containerDisk: image },
        { name: "root", ...claim },
      ],
    ),
    `forbidden ${volumes}[0].containerDisk`,
  ],
  [
    "of two equal orders the first",
    withDisks(
      [
        { name: "live", bootOrder: 1 },
        { name: "root", bootOrder: 1 },
      ],
      [
        { name: "root", ...claim },
        { name: "live", containerDisk: image },
      ],
    ),
    `forbidden ${volumes}[1].containerDisk`,
  ],
  ["no disk and no volume", withDisks(null, null), `required ${disks}`],
  ["empty lists", withDisks([], []), `required ${disks}`],
  ["lists of another type", withDisks("disks", "volumes"), `required ${disks}`],
  ["no template", vm({ spec: { template: null } }), `required ${disks}`],
  [
    "only a cdrom",
    withDisks([{ name: "root", cdrom: {} }], [{ name: "root", ...claim }]),
    `invalid ${disks}`,
  ],
  [
    "only a read-only disk",
    withDisks([{ name: "root", disk: { readonly: true } }], [{ name: "root", ...claim }]),
    `invalid ${disks}`,
  ],
  [
    "only cloud-init",
    withDisks([{ name: "ci" }], [{ name: "ci", cloudInitNoCloud: {} }]),
    `invalid ${disks}`,
  ],
  [
    "only cloud-init without a disk entry",
    withDisks(null, [{ name: "ci", cloudInitNoCloud: {} }]),
    `invalid ${volumes}`,
  ],
  ["a disk without its volume", withDisks([{ name: "root" }], []), `invalid ${disks}[0].name`],
  ["a disk without a name", withDisks([{ disk: {} }], []), `required ${disks}[0].name`],
  ["a name of another type", withDisks([{ name: 1 }], [{ name: 1, ...claim }]), `invalid ${disks}[0].name`],
  ["a null disk", withDisks([null], null), `required ${disks}[0].name`],
  [
    "an instance",
    vmi({ volumes: [{ name: "root", containerDisk: image }] }),
    "forbidden spec.volumes[0].containerDisk",
  ],
];

const iso = { name: "iso", cdrom: {}, bootOrder: 1 };
const isoVolume = { name: "iso", persistentVolumeClaim: { claimName: "iso" } };
const nic = { name: "default", masquerade: {}, bootOrder: 1 };

const orders: readonly RuleCase[] = [
  [
    "an order on a cdrom alone strands the boot disk",
    withDisks([iso, { name: "root" }], [isoVolume, { name: "root", ...claim }]),
    `advice required ${disks}[1].bootOrder`,
  ],
  [
    "an order on an interface alone strands the boot disk",
    withDisks([{ name: "root" }], [{ name: "root", ...claim }], [nic]),
    `advice required ${disks}[0].bootOrder`,
  ],
  [
    "the boot disk after the interface",
    withDisks([{ name: "root", bootOrder: 2 }], [{ name: "root", ...claim }], [nic]),
  ],
  [
    "a boot disk without a disk entry can have no order",
    withDisks([iso], [isoVolume, { name: "root", ...claim }]),
    `advice required ${disks}`,
  ],
  [
    "an order of another type is the affair of boot-order",
    withDisks([{ name: "root", bootOrder: "2" }], [{ name: "root", ...claim }], [nic]),
  ],
];

ruleTable(bootDiskRule, [...boots, ...bad, ...orders]);
