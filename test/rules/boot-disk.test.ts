import { describe, expect, test } from "vitest";
import { bootDiskRule } from "../../src/rules/boot-disk.ts";
import { injectChecked } from "../support/injection.ts";
import { inputOf, policyWith, ruleTable, type RuleCase } from "../support/rule-table.ts";
import { pool, replicaSet, vm, vmi, vmWithTemplate } from "../support/vm.ts";

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
  ...["ephemeral", "emptyDisk", "hostDisk"].map((source): RuleCase => [
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
    "an appended emptyDisk before a claim",
    withDisks(
      [],
      [
        { name: "live", emptyDisk: {} },
        { name: "root", ...claim },
      ],
    ),
    `forbidden ${volumes}[0].emptyDisk`,
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
        { name: "live", emptyDisk: {} },
      ],
    ),
    `forbidden ${volumes}[1].emptyDisk`,
  ],
  ["no disk and no volume", withDisks(null, null), `required ${disks}`],
  ["empty lists", withDisks([], []), `required ${disks}`],
  ["lists of another type", withDisks("disks", "volumes"), `required ${disks}`],
  ["no template", vm({ spec: { template: null } }), `required ${disks}`],
  [
    "only a cdrom",
    withDisks([{ name: "root", cdrom: {} }], [{ name: "root", ...claim }]),
    `required ${disks}`,
  ],
  [
    "only a read-only disk",
    withDisks([{ name: "root", disk: { readonly: true } }], [{ name: "root", ...claim }]),
    `required ${disks}`,
  ],
  [
    "only cloud-init",
    withDisks([{ name: "ci" }], [{ name: "ci", cloudInitNoCloud: {} }]),
    `required ${disks}`,
  ],
  [
    "only cloud-init without a disk entry",
    withDisks(null, [{ name: "ci", cloudInitNoCloud: {} }]),
    `required ${volumes}`,
  ],
  ["a disk without its volume", withDisks([{ name: "root" }], []), `invalid ${disks}[0].name`],
  ["a disk without a name", withDisks([{ disk: {} }], []), `required ${disks}[0].name`],
  ["a name of another type", withDisks([{ name: 1 }], [{ name: 1, ...claim }]), `invalid ${disks}[0].name`],
  ["a null disk", withDisks([null], null), `required ${disks}[0].name`],
  ["an instance", vmi({ volumes: [{ name: "root", emptyDisk: {} }] }), "forbidden spec.volumes[0].emptyDisk"],
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

const template = { metadata: { name: "web-root" }, spec: { source: { blank: {} }, storage: {} } };
const poolVolumes = "spec.virtualMachineTemplate.spec.template.spec.volumes";
const withRoot = (source: object, dataVolumeTemplates: unknown = null) => ({
  dataVolumeTemplates,
  template: { spec: { volumes: [{ name: "root", ...source }] } },
});
const dataVolume = { dataVolume: { name: "web-root" } };

const replicas: readonly RuleCase[] = [
  ["a pool of two from its own template", pool(2, withRoot(dataVolume, [template]))],
  ["a pool of two, the template named as a claim", pool(2, withRoot(claim, [template]))],
  ["a pool of two on one claim", pool(2), `forbidden ${poolVolumes}[0].persistentVolumeClaim.claimName`],
  [
    "a pool of two on one dataVolume",
    pool(2, withRoot(dataVolume)),
    `forbidden ${poolVolumes}[0].dataVolume.name`,
  ],
  [
    "a pool of two whose template is another disk's",
    pool(2, withRoot({ dataVolume: { name: "other" } }, [template, null, {}])),
    `forbidden ${poolVolumes}[0].dataVolume.name`,
  ],
  ...[0, 1, null, undefined, "3", {}].map((count): RuleCase => [
    `a pool of ${JSON.stringify(count)} on one claim`,
    pool(count),
  ]),
  ["a replica set of one", replicaSet(1)],
  ["a replica set that does not say how many", replicaSet(undefined)],
  [
    "a replica set of two on one claim",
    replicaSet(2),
    "forbidden spec.template.spec.volumes[0].persistentVolumeClaim.claimName",
  ],
  ["replicas mean nothing in a VirtualMachine", vm({ spec: { replicas: 3 } })],
  ["a claim without a name is KubeVirt's to refuse", pool(2, withRoot({ persistentVolumeClaim: {} }))],
];

const ofImage: RuleCase = ["boots from an image", withVolume({ containerDisk: image })];

ruleTable(bootDiskRule, [...boots, ...bad, ...orders, ...replicas, ofImage]);

describe("where no-image only warns", () => {
  ruleTable(bootDiskRule, [ofImage], policyWith({ rules: { "no-image": "warn" } }));
});

describe("where no-image is off", () => {
  const refused: RuleCase = [...ofImage, `forbidden ${volumes}[0].containerDisk`];
  ruleTable(bootDiskRule, [refused], policyWith({ rules: { "no-image": "off" } }));
});

test("of a VM that has no disk, vmgate's own is not found to be the wrong kind", () => {
  const none = withDisks([], []);
  const { object } = injectChecked(none);
  expect(object).not.toEqual(none);
  expect(bootDiskRule.check(inputOf(object))).toEqual(bootDiskRule.check(inputOf(none)));
});

test("a volume to add is on the disk that the VM creates, if there is just one", () => {
  const template = (name: string) => ({ metadata: { name }, spec: {} });
  const fixOf = (...names: string[]): string | undefined =>
    bootDiskRule.check(
      inputOf(
        vm({ spec: { dataVolumeTemplates: names.map(template), template: { spec: { volumes: [] } } } }),
      ),
    )[0]?.fix;
  expect(fixOf("web-root")).toContain('dataVolume: {name: "web-root"}');
  expect(fixOf()).toContain("dataVolume: {name: <name>}");
  expect(fixOf("a", "b")).toContain("dataVolume: {name: <name>}");
});
