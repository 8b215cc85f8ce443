import { hashOf } from "../../src/defaults/record.ts";
import { removeIn } from "../../src/field/edit.ts";
import type { ApiObject } from "./client.ts";
import { merged, type Manifest } from "./virtual-machines.ts";

/** A disk entry, a `disk` of no bus. */
export const disk = (name: string, more: Manifest = {}): Manifest => ({ name, disk: {}, ...more });
/** A claim for each volume. */
export const volumes = (...names: string[]): Manifest[] =>
  names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
/** A VM's spec with these parts of the instance's spec. */
export const template = (...specs: Manifest[]): Manifest => ({
  template: { spec: specs.reduce(merged, {}) },
});
/** The same with parts of the domain. */
export const domain = (...parts: Manifest[]): Manifest => template({ domain: parts.reduce(merged, {}) });
/** The VM of a row: with one disk on a claim, and what the row says. */
export const vmOf = (namespace: string, name: string, spec: Manifest): Manifest => ({
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name, namespace },
  spec: merged(
    merged(
      domain({ memory: { guest: "1Gi" } }, { devices: { disks: [disk("root")] } }),
      template({ volumes: volumes("root") }),
    ),
    spec,
  ),
});
/** A CPU limit. */
export const limit = (cpu: string): Manifest => domain({ resources: { limits: { cpu } } });
/** Disk entries. */
export const disks = (...list: Manifest[]): Manifest => domain({ devices: { disks: list } });

const interfaces = (...list: Manifest[]): Manifest => domain({ devices: { interfaces: list } });
const pod = template({ networks: [{ name: "default", pod: {} }] });
/** A preference that the test creates. */
export const preference = (name: string): Manifest => ({
  preference: { name, kind: "VirtualMachineClusterPreference" },
});
/** Two volumes. */
export const two = template({ volumes: volumes("root", "data") });
/** All that a preference would decide, written out. */
export const written: Manifest = merged(
  disks({ name: "root", disk: { bus: "virtio" } }),
  domain({ firmware: { bootloader: { efi: { secureBoot: false } } }, clock: { timezone: "UTC" } }),
);
/** A dotted path below the spec, in the domain. */
export const inDomain = (path: string): string => `template.spec.domain.${path}`;
/** A manifest, the next one, and what the second ends in beside being what CREATE makes of it. */
export const rows: readonly (readonly [
  words: string,
  before: Manifest,
  after: Manifest,
  path: string,
  wanted: unknown,
])[] = [
  [
    "the user's order, and a second disk with 2",
    disks(disk("root", { bootOrder: 1 })),
    merged(two, disks(disk("root", { bootOrder: 1 }), disk("data", { bootOrder: 2 }))),
    inDomain("devices.disks.0.bootOrder"),
    1,
  ],
  [
    "the user's order, and an installer with 2",
    disks(disk("root", { bootOrder: 1 })),
    merged(two, disks(disk("root", { bootOrder: 1 }), { name: "data", cdrom: {}, bootOrder: 2 })),
    inDomain("devices.disks.0.bootOrder"),
    1,
  ],
  [
    "the user's order, and a NIC with 2",
    disks(disk("root", { bootOrder: 1 })),
    merged(
      merged(pod, disks(disk("root", { bootOrder: 1 }))),
      interfaces({ name: "default", masquerade: {}, bootOrder: 2 }),
    ),
    inDomain("devices.disks.0.bootOrder"),
    1,
  ],
  [
    "nothing, then a NIC with 1",
    {},
    merged(pod, interfaces({ name: "default", masquerade: {}, bootOrder: 1 })),
    inDomain("devices.disks.0.bootOrder"),
    2,
  ],
  ["limits.cpu 4 → 8", limit("4"), limit("8"), inDomain("cpu.cores"), 8],
  ["nothing → limits.cpu 4", {}, limit("4"), inDomain("cpu.cores"), 4],
  ["limits.cpu 4 → 2", limit("4"), limit("2"), inDomain("cpu.cores"), 2],
  [
    "limits.cpu 4, then sockets: 4 too",
    limit("4"),
    merged(limit("4"), domain({ cpu: { sockets: 4 } })),
    inDomain("cpu.cores"),
    1,
  ],
  ["cores: 4 → limits.cpu 2", domain({ cpu: { cores: 4 } }), limit("2"), inDomain("cpu.cores"), 2],
  [
    "sysprep is added",
    {},
    template({
      volumes: [...volumes("root"), { name: "answers", sysprep: { secret: { name: "answers" } } }],
    }),
    "template.metadata.annotations.vm\\.cpln\\.io/guest-os",
    "windows",
  ],
  [
    "an OS label is added",
    {},
    { template: { metadata: { labels: { "kubevirt.io/os": "windows" } } } },
    "template.metadata.annotations.vm\\.cpln\\.io/guest-os",
    "windows",
  ],
  [
    "a disk without bus",
    {},
    merged(two, disks(disk("root"), disk("data"))),
    inDomain("devices.disks.1.disk.bus"),
    "virtio",
  ],
  [
    "the root disk renamed",
    {},
    merged(template({ volumes: volumes("sys") }), disks(disk("sys"))),
    inDomain("devices.disks.0.bootOrder"),
    1,
  ],
  [
    "a template under a new name",
    imported("one"),
    imported("two"),
    "dataVolumeTemplates.0.spec.storage.resources.requests.storage",
    "20Gi",
  ],
  [
    "ports: [80]",
    merged(pod, interfaces({ name: "default", masquerade: {} })),
    merged(pod, interfaces({ name: "default", masquerade: {}, ports: [{ port: 80 }] })),
    inDomain("devices.interfaces.0.ports.1.port"),
    22,
  ],
  [
    "a timezone taken out",
    domain({ clock: { timezone: "Europe/Paris" } }),
    {},
    inDomain("clock.timezone"),
    "UTC",
  ],
  [
    "bios",
    {},
    domain({ firmware: { bootloader: { bios: {} } } }),
    inDomain("firmware.bootloader"),
    { bios: {} },
  ],
  ["utc", {}, domain({ clock: { utc: {} } }), inDomain("clock"), { utc: {} }],
  ["running: true", {}, { running: true }, "running", true],
];

function imported(name: string): Manifest {
  const source = { http: { url: "https://images.example.com/disk.qcow2" } };
  return {
    dataVolumeTemplates: [{ metadata: { name }, spec: { source, storage: {} } }],
    ...template({ volumes: [{ name: "root", dataVolume: { name } }] }),
  };
}

const mark = { "vm.cpln.io/contract": "v1", "vm.cpln.io/guest-os": "linux" };
/** As a later version of vmgate may leave it: with a field that this one does not know. */
export const laterVersion: Manifest = merged(domain({ clock: { timezone: "UTC" } }), {
  runStrategy: "Halted",
  template: {
    metadata: {
      annotations: {
        ...mark,
        "vm.cpln.io/defaulted": JSON.stringify({
          vm: "any",
          fields: { "clock.timezone": hashOf("UTC"), tpm: "00000000" },
          since: "v2",
        }),
      },
    },
  },
});
/** Under the contract, as a version that kept no record made it. */
export const unrecorded: Manifest = merged(domain({ cpu: { cores: 1, sockets: 1, threads: 1 } }), {
  runStrategy: "Halted",
  template: { metadata: { annotations: mark } },
});

/** The steps of a dotted path; `\\.` is a dot. */
export function steps(path: string): (string | number)[] {
  return path
    .split(/(?<!\\)\./)
    .map((step) => step.replaceAll("\\", ""))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** A spec without the VM's identity, and without the record, which names it. */
export function comparable({ spec }: ApiObject): unknown {
  return [
    ["template", "metadata", "annotations", "vm.cpln.io/defaulted"],
    ["template", "spec", "domain", "firmware", "uuid"],
    ["template", "spec", "domain", "firmware", "serial"],
  ].reduce<unknown>(removeIn, spec);
}
