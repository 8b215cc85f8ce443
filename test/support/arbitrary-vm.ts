import fc from "fast-check";
import { setIn, removeIn } from "../../src/field/edit.ts";
import type { Path } from "../../src/field/path.ts";
import { vm } from "./vm.ts";

const T = ["spec", "template", "spec"] as const;
const M = ["spec", "template", "metadata"] as const;
const domain = [...T, "domain"] as const;
const devices = [...domain, "devices"] as const;

/** Places that rules and defaults read, and values people write there. */
const edits: readonly (readonly [Path, readonly unknown[]])[] = [
  [
    ["spec", "runStrategy"],
    ["Always", "Halted", "Manual", "Once", ""],
  ],
  [
    ["spec", "running"],
    [true, false],
  ],
  [["spec", "instancetype"], [{ name: "u1.small" }]],
  [
    ["spec", "preference"],
    [{ name: "fedora" }, { name: "windows.11" }],
  ],
  [
    ["spec", "dataVolumeTemplates"],
    [
      [],
      [
        {
          metadata: { name: "web-root" },
          spec: { source: { http: { url: "https://example.com/a" } }, storage: {} },
        },
      ],
      [
        { metadata: { name: "web-root" }, spec: { source: { blank: {} }, storage: {} } },
        {
          metadata: { name: "web-root" },
          spec: { source: { blank: {} }, storage: { resources: { requests: { storage: "5Gi" } } } },
        },
      ],
    ],
  ],
  [
    [...M, "annotations"],
    [{}, { "vm.cpln.io/contract": "v1" }, { "hooks.kubevirt.io/hookSidecars": '[{"image": "x"}]' }],
  ],
  [
    [...domain, "cpu"],
    [{}, { cores: 2 }, { cores: 0, sockets: 64 }, { model: "host-model" }],
  ],
  [
    [...domain, "resources"],
    [{}, { requests: { cpu: "1500m", memory: "1Gi" } }, { limits: { cpu: 4 } }],
  ],
  [
    [...domain, "memory"],
    [{}, { guest: "2Gi" }, { guest: "-1" }, { hugepages: { pageSize: "2Mi" } }],
  ],
  [
    [...domain, "firmware"],
    [
      {},
      { bootloader: { bios: {} } },
      { bootloader: { efi: {} } },
      { bootloader: { efi: { secureBoot: true } } },
      { bootloader: { efi: { secureBoot: false } } },
      { bootloader: { efi: {}, bios: {} } },
      { uuid: "x" },
    ],
  ],
  [
    [...domain, "clock"],
    [{}, { utc: {} }, { timezone: "Mars/Olympus" }],
  ],
  [
    [...devices, "disks"],
    [
      [],
      [{ name: "root" }],
      [
        { name: "root", disk: {} },
        { name: "data", disk: { bus: "ide" }, bootOrder: 17 },
      ],
      [
        { name: "root", cdrom: { bus: "sata", readonly: false } },
        { name: "iso", cdrom: {} },
      ],
      [{ disk: {} }, { name: "root", lun: {} }],
      [{ name: "root" }, { name: "root" }],
      [{ name: "root" }, { name: "root", disk: { bus: "sata" }, bootOrder: 1 }],
      [{ name: "root", bootOrder: 1 }, { name: "data" }, { name: "root", disk: {} }],
    ],
  ],
  [
    [...devices, "interfaces"],
    [
      [],
      [{ name: "default" }],
      [{ name: "default", bridge: {}, bootOrder: 1 }],
      [{ name: "lan", masquerade: {}, ports: [{ port: 80 }, { name: "ssh", port: 15001 }] }],
      [{ name: "a" }, { name: "b", sriov: {} }],
      [{ name: "default" }, { name: "default", bridge: {}, bootOrder: 1 }],
      [
        {
          name: "default",
          ports: [
            { name: "ssh", port: 22 },
            { name: "ssh", port: 22, protocol: "UDP" },
          ],
        },
      ],
      [
        {
          name: "default",
          ports: [
            { name: "ssh", port: 80 },
            { name: "ssh", port: 80 },
          ],
        },
      ],
    ],
  ],
  [
    [...devices, "autoattachPodInterface"],
    [false, true],
  ],
  [
    [...T, "networks"],
    [
      [],
      [{ name: "lan", pod: {} }],
      [
        { name: "a", multus: {} },
        { name: "b", pod: {} },
      ],
      [
        { name: "default", pod: {} },
        { name: "default", multus: {} },
      ],
    ],
  ],
  [
    [...T, "volumes"],
    [
      [],
      [{ name: "root", containerDisk: { image: "quay.io/containerdisks/fedora" } }],
      [
        { name: "root", dataVolume: { name: "web-root" } },
        { name: "ci", cloudInitNoCloud: { userData: "#cloud-config\n" } },
      ],
      [
        { name: "data", emptyDisk: {} },
        { name: "root", persistentVolumeClaim: { claimName: "x" } },
        { name: "root" },
      ],
      [
        { name: "root", dataVolume: { name: "web-root" } },
        { name: "root", cloudInitNoCloud: { userData: "#!/bin/sh\n" } },
      ],
    ],
  ],
  [
    [...T, "readinessProbe"],
    [{}, { exec: { command: ["true"] } }, { tcpSocket: { port: 80 } }],
  ],
  [
    [...T, "hostname"],
    ["web", "Web.example", ""],
  ],
  [
    [...T, "accessCredentials"],
    [[], [{ sshPublicKey: { source: {}, propagationMethod: {} } }]],
  ],
];

interface Edit {
  readonly path: Path;
  readonly value: unknown;
}

/** One edit: a value that people write, any JSON at all, or the field taken away. */
const edit: fc.Arbitrary<Edit> = fc
  .constantFrom(...edits)
  .chain(([path, values]) =>
    fc
      .oneof(
        { weight: 6, arbitrary: fc.constantFrom(...values) },
        { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
        { weight: 2, arbitrary: fc.constant(undefined) },
      )
      .map((value) => ({ path, value })),
  );

function apply(object: unknown, { path, value }: Edit): unknown {
  return value === undefined ? removeIn(object, path) : setIn(object, path, value);
}

/** What some of these edits make of an object. */
export const someEdits: fc.Arbitrary<(object: unknown) => unknown> = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((changes) => (object) => changes.reduce(apply, object));

/** VirtualMachines of every sort, good, bad and malformed: the minimal one with some edits. */
export const arbitraryVm: fc.Arbitrary<unknown> = fc
  .array(edit, { maxLength: 6 })
  .map((changes) => changes.reduce(apply, vm()));

/** How often a property is tried: 2,000 times with the other tests, 100,000 in the nightly run. */
export const runs = Number(process.env["VMGATE_RUNS"] ?? 2000);
