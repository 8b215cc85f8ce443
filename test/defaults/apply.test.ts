import { describe, expect, test } from "vitest";
import { admit, create, today, request } from "../support/review.ts";
import { Field } from "../../src/field/field.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { vm, vmWithTemplate } from "../support/vm.ts";

const T = "spec.template.spec";
const read = (object: unknown, path: string) =>
  Field.root(object).at(...path.split(".").map((s) => (/^\d+$/.test(s) ? Number(s) : s))).value;

/** A situation, the VirtualMachine, the path, and the value there after CREATE. */
type Case = readonly [title: string, object: unknown, path: string, value: unknown];

function table(path: string, cases: readonly (readonly [string, unknown, unknown])[]): void {
  describe(path, () => {
    test.for(cases.map(([title, object, value]): Case => [title, object, path, value]))(
      "%s",
      ([, object, at, value]) => {
        const { object: filled } = create(object);
        expect(read(filled, at)).toEqual(value);
        expect(create(filled).patch).toEqual([]);
      },
    );
  });
}

const domain = (value: unknown) => vmWithTemplate({ domain: value });
const nic = (...ports: unknown[]) =>
  domain({ devices: { interfaces: [{ name: "default", masquerade: {}, ports }] } });

table("spec.runStrategy", [
  ["absent", vm({ spec: { runStrategy: null } }), "Always"],
  ["set", vm({ spec: { runStrategy: "Manual" } }), "Manual"],
  ["running is set", vm({ spec: { runStrategy: null, running: false } }), undefined],
]);

table(`${T}.domain.cpu`, [
  ["absent", domain({ cpu: null }), { cores: 1, sockets: 1, threads: 1 }],
  [
    "limits",
    domain({ cpu: null, resources: { limits: { cpu: "4000m" } } }),
    { cores: 4, sockets: 1, threads: 1 },
  ],
  [
    "requests",
    domain({ cpu: null, resources: { requests: { cpu: 3 } } }),
    { cores: 3, sockets: 1, threads: 1 },
  ],
  [
    "limits before requests",
    domain({ cpu: null, resources: { limits: { cpu: "2" }, requests: { cpu: "1" } } }),
    { cores: 2, sockets: 1, threads: 1 },
  ],
  [
    "a fraction",
    domain({ cpu: null, resources: { requests: { cpu: "1500m" } } }),
    { cores: 1, sockets: 1, threads: 1 },
  ],
  [
    "more than KubeVirt's cores hold",
    domain({ cpu: null, resources: { limits: { cpu: "5e9" } } }),
    { cores: 1, sockets: 1, threads: 1 },
  ],
  ["zero", domain({ cpu: null, resources: { requests: { cpu: 0 } } }), { cores: 1, sockets: 1, threads: 1 }],
  [
    "only a model",
    domain({ cpu: { cores: null, sockets: null, threads: null, model: "host-model" } }),
    {
      model: "host-model",
      cores: 1,
      sockets: 1,
      threads: 1,
    },
  ],
  [
    "one of the three is set",
    domain({ cpu: { cores: null, sockets: 2, threads: null }, resources: { limits: { cpu: "4" } } }),
    { cores: 1, sockets: 2, threads: 1 },
  ],
  [
    "an instancetype",
    vm({ spec: { instancetype: { name: "u1.small" }, template: { spec: { domain: { cpu: null } } } } }),
    undefined,
  ],
]);

table(`${T}.domain.devices.disks.0`, [
  [
    "no bus",
    domain({ devices: { disks: [{ name: "root", bootOrder: 1, disk: {} }] } }),
    { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
  ],
  [
    "no device",
    domain({ devices: { disks: [{ name: "root", bootOrder: 1 }] } }),
    { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
  ],
  [
    "sata",
    domain({ devices: { disks: [{ name: "root", bootOrder: 1, disk: { bus: "sata" } }] } }),
    { name: "root", bootOrder: 1, disk: { bus: "sata" } },
  ],
  [
    "a lun",
    domain({ devices: { disks: [{ name: "root", bootOrder: 1, lun: {} }] } }),
    { name: "root", bootOrder: 1, lun: {} },
  ],
  [
    "a cdrom",
    domain({ devices: { disks: [{ name: "root", bootOrder: 1, cdrom: {} }] } }),
    { name: "root", bootOrder: 1, cdrom: {} },
  ],
  [
    "no order",
    domain({ devices: { disks: [{ name: "root", disk: { bus: "virtio" } }] } }),
    { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
  ],
  [
    "an order behind an interface that has the first",
    domain({
      devices: {
        disks: [{ name: "root", disk: { bus: "virtio" } }],
        interfaces: [{ name: "default", masquerade: {}, bootOrder: 1 }],
      },
    }),
    { name: "root", disk: { bus: "virtio" }, bootOrder: 2 },
  ],
  [
    "no order beside an installer",
    vmWithTemplate({
      domain: {
        devices: {
          disks: [
            { name: "root", disk: { bus: "virtio" } },
            { name: "iso", cdrom: { bus: "sata" } },
          ],
        },
      },
      volumes: [
        { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
        { name: "iso", persistentVolumeClaim: { claimName: "iso" } },
      ],
    }),
    { name: "root", disk: { bus: "virtio" } },
  ],
  [
    "no order where others have all that there may be",
    domain({
      devices: {
        disks: [
          { name: "root", disk: { bus: "virtio" } },
          ...Array.from({ length: 16 }, (_, i) => ({ name: `iso-${i}`, bootOrder: i + 1, cdrom: {} })),
        ],
      },
    }),
    { name: "root", disk: { bus: "virtio" } },
  ],
]);

table(`${T}.domain.firmware.bootloader`, [
  ["absent", domain({ firmware: null }), { efi: { secureBoot: false } }],
  ["null", domain({ firmware: { bootloader: null } }), { efi: { secureBoot: false } }],
  [
    "efi: {}",
    domain({ firmware: { bootloader: { efi: { secureBoot: null } } } }),
    { efi: { secureBoot: false } },
  ],
  [
    "secure boot",
    domain({ firmware: { bootloader: { efi: { secureBoot: true } } } }),
    { efi: { secureBoot: true } },
  ],
  ["bios", domain({ firmware: { bootloader: { efi: null, bios: {} } } }), { bios: {} }],
]);

table(`${T}.networks`, [
  [
    "absent with the interfaces",
    vmWithTemplate({ networks: null, domain: { devices: { interfaces: null } } }),
    [{ name: "default", pod: {} }],
  ],
  [
    "empty with the interfaces",
    vmWithTemplate({ networks: [], domain: { devices: { interfaces: [] } } }),
    [{ name: "default", pod: {} }],
  ],
  [
    "one interface has a name",
    vmWithTemplate({
      networks: null,
      domain: { devices: { interfaces: [{ name: "lan", masquerade: {} }] } },
    }),
    [{ name: "lan", pod: {} }],
  ],
  [
    "detached",
    vmWithTemplate({
      networks: null,
      domain: { devices: { interfaces: null, autoattachPodInterface: false } },
    }),
    undefined,
  ],
]);

table(`${T}.domain.devices.interfaces`, [
  [
    "absent with the networks",
    vmWithTemplate({ networks: null, domain: { devices: { interfaces: null } } }),
    [{ name: "default", masquerade: {} }],
  ],
  [
    "no binding",
    domain({ devices: { interfaces: [{ name: "default" }] } }),
    [{ name: "default", masquerade: {} }],
  ],
  [
    "a bridge",
    domain({ devices: { interfaces: [{ name: "default", bridge: {} }] } }),
    [{ name: "default", bridge: {} }],
  ],
  [
    "no binding on another network",
    vmWithTemplate({
      networks: [{ name: "default", multus: { networkName: "lan" } }],
      domain: { devices: { interfaces: [{ name: "default" }] } },
    }),
    [{ name: "default" }],
  ],
]);

table(`${T}.domain.devices.interfaces.0.ports`, [
  ["empty", nic(), []],
  ["22 is there", nic({ port: 22 }), [{ port: 22 }]],
  [
    "22 over UDP only",
    nic({ port: 22, protocol: "UDP" }),
    [
      { port: 22, protocol: "UDP" },
      { name: "ssh", port: 22, protocol: "TCP" },
    ],
  ],
  ["80", nic({ port: 80 }), [{ port: 80 }, { name: "ssh", port: 22, protocol: "TCP" }]],
  [
    "the name is taken",
    nic({ name: "ssh", port: 2222 }),
    [
      { name: "ssh", port: 2222 },
      { name: "ssh-22", port: 22, protocol: "TCP" },
    ],
  ],
  [
    "the name is taken by 22 over UDP",
    nic({ name: "ssh", port: 22, protocol: "UDP" }),
    [
      { name: "ssh", port: 22, protocol: "UDP" },
      { name: "ssh-22", port: 22, protocol: "TCP" },
    ],
  ],
]);

table(`${T}.domain.clock`, [
  ["absent", domain({ clock: null }), { timezone: "UTC" }],
  ["another", domain({ clock: { timezone: "Europe/Berlin" } }), { timezone: "Europe/Berlin" }],
  ["utc", domain({ clock: { timezone: null, utc: {} } }), { utc: {} }],
]);

const size = (spec: unknown) =>
  vm({
    spec: {
      dataVolumeTemplates: [{ metadata: { name: "root-dv" }, spec }],
      template: { spec: { volumes: [{ name: "root", dataVolume: { name: "root-dv" } }] } },
    },
  });
const http = { http: { url: "https://example.com/disk.qcow2" } };
const twenty = { resources: { requests: { storage: "20Gi" } } };

table("spec.dataVolumeTemplates.0.spec", [
  ["no size", size({ source: http, storage: {} }), { source: http, storage: twenty }],
  ["no storage", size({ source: http }), { source: http, storage: twenty }],
  [
    "pvc",
    size({ source: http, pvc: { accessModes: ["ReadWriteOnce"] } }),
    { source: http, pvc: { accessModes: ["ReadWriteOnce"], ...twenty } },
  ],
  [
    "a size",
    size({ source: http, storage: { resources: { requests: { storage: "5Gi" } } } }),
    { source: http, storage: { resources: { requests: { storage: "5Gi" } } } },
  ],
  [
    "a clone",
    size({ source: { pvc: { name: "a", namespace: "b" } }, storage: {} }),
    { source: { pvc: { name: "a", namespace: "b" } }, storage: {} },
  ],
  [
    "a sourceRef",
    size({ sourceRef: { kind: "DataSource", name: "a" }, storage: {} }),
    { sourceRef: { kind: "DataSource", name: "a" }, storage: {} },
  ],
]);

describe("guest-os", () => {
  const os = (changes: unknown) =>
    read(create(vm(changes)).object, "spec.template.metadata.annotations") as Record<string, unknown>;
  test.for([
    ["nothing", {}, "linux"],
    ["a Windows preference", { spec: { preference: { name: "windows.2k22" } } }, "windows"],
    ["another preference", { spec: { preference: { name: "fedora" } } }, "linux"],
    ["sysprep", { spec: { template: { spec: { volumes: [{ name: "s", sysprep: {} }] } } } }, "windows"],
    [
      "hyperv",
      { spec: { template: { spec: { domain: { features: { hyperv: { relaxed: {} } } } } } } },
      "windows",
    ],
    ["an OS label", { metadata: { labels: { "os.template.kubevirt.io/win2k19": "true" } } }, "windows"],
    ["an OS annotation", { metadata: { annotations: { "vm.kubevirt.io/os": "windows10" } } }, "windows"],
    ["an OS label of another", { metadata: { labels: { "kubevirt.io/os": "fedora40" } } }, "linux"],
    ["a word that begins alike", { metadata: { labels: { "kubevirt.io/os": "winter-linux" } } }, "linux"],
  ] as const)("%s", ([, changes, wanted]) => {
    const annotations = { metadata: { annotations: { "vm.cpln.io/guest-os": null } } };
    const merged = { ...changes, spec: { ...("spec" in changes ? changes.spec : {}) } };
    const template = {
      ...("template" in merged.spec ? (merged.spec.template as object) : {}),
      ...annotations,
    };
    expect(os({ ...merged, spec: { ...merged.spec, template } })["vm.cpln.io/guest-os"]).toBe(wanted);
  });
});

test("the mesh annotation is written where the mesh is on", () => {
  const policy = { ...defaultPolicy, platform: { ...defaultPolicy.platform, mesh: { istio: true } } };
  const { object } = admit(request(vm()), policy, today);
  expect(read(object, "spec.template.metadata.annotations")).toMatchObject({
    "sidecar.istio.io/inject": "true",
  });
});

test("a mark that the user wrote differently is set right", () => {
  const { object } = create(
    vm({ spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": "none" } } } } }),
  );
  expect(read(object, "spec.template.metadata.annotations")).toMatchObject({ "vm.cpln.io/contract": "v1" });
});
