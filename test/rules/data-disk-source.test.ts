import { dataDiskSource } from "../../src/rules/data-disk-source.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const root = { name: "root", persistentVolumeClaim: { claimName: "web-root" } };
const rootDisk = { name: "root", bootOrder: 1, disk: {} };

/** The minimal machine with a second disk. */
const withDisk = (
  source: Readonly<Record<string, unknown>>,
  device: Readonly<Record<string, unknown>> = { disk: {} },
) =>
  vmWithTemplate({
    domain: { devices: { disks: [rootDisk, { name: "data", ...device }] } },
    volumes: [root, { name: "data", ...source }],
  });
const path = (source: string) => `forbidden spec.template.spec.volumes[1].${source}`;

ruleTable(dataDiskSource, [
  ["the minimal VM", vm()],
  ...[
    "persistentVolumeClaim",
    "dataVolume",
    "secret",
    "configMap",
    "cloudInitNoCloud",
    "cloudInitConfigDrive",
    "sysprep",
    "serviceAccount",
    "downwardAPI",
    "downwardMetrics",
  ].map((source): RuleCase => [source, withDisk({ [source]: {} })]),
  ...["ephemeral", "emptyDisk", "hostDisk", "containerDisk"].map((source): RuleCase => [
    `${source} loses data`,
    withDisk({ [source]: {} }),
    path(source),
  ]),
  ["a source that the contract does not name", withDisk({ futureDisk: {} }), path("futureDisk")],
  ["a source named as a member of every object", withDisk({ constructor: {} }), path("constructor")],
  ["drivers in a cdrom", withDisk({ containerDisk: {} }, { cdrom: {} })],
  [
    "a containerDisk as a read-only disk",
    withDisk({ containerDisk: {} }, { disk: { readonly: true } }),
    path("containerDisk"),
  ],
  ["an emptyDisk as cdrom", withDisk({ emptyDisk: {} }, { cdrom: {} }), path("emptyDisk")],
  ["a volume without a source is KubeVirt's to refuse", withDisk({})],
  ["a null source", withDisk({ emptyDisk: null })],
  [
    "a volume without a disk entry, to which KubeVirt gives one",
    vmWithTemplate({ volumes: [root, { name: "scratch", emptyDisk: {} }] }),
    path("emptyDisk"),
  ],
  [
    "each one is reported",
    vmWithTemplate({
      volumes: [root, { name: "a", emptyDisk: {} }, { name: "b", containerDisk: {} }],
    }),
    path("emptyDisk"),
    "forbidden spec.template.spec.volumes[2].containerDisk",
  ],
  [
    "a disk without its volume",
    vmWithTemplate({ domain: { devices: { disks: [rootDisk, { name: "data", disk: {} }] } } }),
  ],
  [
    "the boot disk is the affair of boot-disk",
    vmWithTemplate({ volumes: [{ name: "root", emptyDisk: {} }] }),
  ],
  [
    "without a boot disk every disk is a data disk",
    vmWithTemplate({
      domain: { devices: { disks: [{ name: "iso", cdrom: {} }] } },
      volumes: [{ name: "iso", hostDisk: {} }],
    }),
    "forbidden spec.template.spec.volumes[0].hostDisk",
  ],
  ["volumes of another type", vmWithTemplate({ volumes: { data: { emptyDisk: {} } } })],
  ["null volumes", vmWithTemplate({ volumes: [root, null] })],
  ["no template", vm({ spec: { template: null } })],
  [
    "an instance",
    vmi({ volumes: [root, { name: "a", emptyDisk: {} }] }),
    "forbidden spec.volumes[1].emptyDisk",
  ],
]);
