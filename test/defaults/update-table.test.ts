import { describe, expect, test } from "vitest";
import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { create, findingsOf, update } from "../support/review.ts";
import {
  change,
  clients,
  clientSideApply,
  helm,
  serverSideApply,
  specOf,
  stored,
} from "../support/clients.ts";
import { deepFreeze, mergePatch } from "../support/vm.ts";

/** The least that a user writes: nothing that vmgate would fill in. */
const nothing = {
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    template: {
      spec: {
        domain: { devices: { disks: [{ name: "root", disk: {} }] }, memory: { guest: "2Gi" } },
        volumes: [{ name: "root", persistentVolumeClaim: { claimName: "root" } }],
      },
    },
  },
};

const manifest = (...patches: unknown[]) => deepFreeze(patches.reduce(mergePatch, nothing));
const spec = (patch: unknown) => manifest({ spec: patch });
/** Manifests with these members of the instance's spec, and of its domain. */
const T = (...patches: unknown[]) => manifest(...patches.map(inTemplate));
const domain = (...patches: unknown[]) => manifest(...patches.map(ofDomain));
const inTemplate = (patch: unknown) => ({ spec: { template: { spec: patch } } });
const ofDomain = (patch: unknown) => inTemplate({ domain: patch });
const ofDevices = (patch: unknown) => ofDomain({ devices: patch });
const at = (object: unknown, path: string): unknown =>
  Field.root(object).at(...path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step))).value;
const inDomain = (path: string) => `spec.template.spec.domain.${path}`;

const limit = (cpu: string) => ({ resources: { limits: { cpu } } });
const preference = { spec: { preference: { name: "fedora" } } };
const windows = { spec: { preference: { name: "windows.11" } } };
const written = {
  clock: { timezone: "UTC" },
  firmware: { bootloader: { efi: { secureBoot: false } } },
  devices: { disks: [{ name: "root", disk: { bus: "virtio" } }] },
};
const disks = (...list: unknown[]) => ({ devices: { disks: list } });
const volumes = (...names: string[]) => ({
  volumes: names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
});
const ports = (...numbers: number[]) => [
  { name: "default", masquerade: {}, ports: numbers.map((port) => ({ name: `p${port}`, port })) },
];
const pod = { networks: [{ name: "default", pod: {} }] };
const twoVolumes = inTemplate(volumes("root", "data"));

/** Manifests that end in what CREATE makes of the second one. */
const asCreated: readonly (readonly [title: string, before: unknown, after: unknown])[] = [
  [
    "the user's boot order, and a second disk with another",
    domain(disks({ name: "root", bootOrder: 1, disk: {} })),
    manifest(
      twoVolumes,
      ofDomain(disks({ name: "root", bootOrder: 1, disk: {} }, { name: "data", bootOrder: 2, disk: {} })),
    ),
  ],
  [
    "the user's boot order, and an installer with another",
    domain(disks({ name: "root", bootOrder: 1, disk: {} })),
    manifest(
      twoVolumes,
      ofDomain(disks({ name: "root", bootOrder: 1, disk: {} }, { name: "data", bootOrder: 2, cdrom: {} })),
    ),
  ],
  [
    "the user's boot order, and a NIC with another",
    domain(disks({ name: "root", bootOrder: 1, disk: {} })),
    manifest(
      inTemplate(pod),
      ofDomain({
        devices: {
          disks: [{ name: "root", bootOrder: 1, disk: {} }],
          interfaces: [{ name: "default", bootOrder: 2, masquerade: {} }],
        },
      }),
    ),
  ],
  [
    "nothing, and a NIC that takes the first order",
    nothing,
    manifest(inTemplate(pod), ofDevices({ interfaces: [{ name: "default", bootOrder: 1, masquerade: {} }] })),
  ],
  ["limits.cpu 4 → 8", domain(limit("4")), domain(limit("8"))],
  ["nothing → limits.cpu 4", nothing, domain(limit("4"))],
  ["limits.cpu 4 → 2", domain(limit("4")), domain(limit("2"))],
  ["cores replaced by limits.cpu", domain({ cpu: { cores: 4 } }), domain(limit("2"))],
  ["limits.cpu → an instancetype", domain(limit("4")), spec({ instancetype: { name: "u1.small" } })],
  [
    "Linux → sysprep",
    nothing,
    T({ volumes: [...volumes("root").volumes, { name: "answers", sysprep: { secret: { name: "x" } } }] }),
  ],
  [
    "Linux → a Windows OS label",
    nothing,
    manifest({
      metadata: { labels: { "kubevirt.io/os": "windows" } },
      spec: { template: { metadata: { labels: { "kubevirt.io/os": "windows" } } } },
    }),
  ],
  [
    "a disk without bus",
    nothing,
    manifest(twoVolumes, ofDomain(disks({ name: "root", disk: {} }, { name: "data", disk: {} }))),
  ],
  ["a volume without disk", nothing, manifest(twoVolumes)],
  ["a volume without disk goes", manifest(twoVolumes), nothing],
  [
    "the root disk renamed",
    nothing,
    manifest(inTemplate(volumes("sys")), ofDomain(disks({ name: "sys", disk: {} }))),
  ],
  [
    "the disks in another order",
    manifest(twoVolumes, ofDomain(disks({ name: "root", disk: {} }, { name: "data", disk: {} }))),
    manifest(twoVolumes, ofDomain(disks({ name: "data", disk: {} }, { name: "root", disk: {} }))),
  ],
  ["ports [80]", T(pod), manifest(inTemplate(pod), ofDevices({ interfaces: ports(80) }))],
  [
    "ports [80] → [80, 443]",
    manifest(inTemplate(pod), ofDevices({ interfaces: ports(80) })),
    manifest(inTemplate(pod), ofDevices({ interfaces: ports(80, 443) })),
  ],
  [
    "ports [80] → none",
    manifest(inTemplate(pod), ofDevices({ interfaces: ports(80) })),
    T(pod, { domain: { devices: { interfaces: [{ name: "default", masquerade: {} }] } } }),
  ],
  ["a timezone taken out", domain({ clock: { timezone: "Europe/Paris" } }), nothing],
  ["bios taken out", domain({ firmware: { bootloader: { bios: {} } } }), nothing],
  ["bios", nothing, domain({ firmware: { bootloader: { bios: {} } } })],
  [
    "efi: {} → bios",
    domain({ firmware: { bootloader: { efi: {} } } }),
    domain({ firmware: { bootloader: { bios: {} } } }),
  ],
  [
    "persistent efi → bios",
    domain({ firmware: { bootloader: { efi: { persistent: true } } } }),
    domain({ firmware: { bootloader: { bios: {} } } }),
  ],
  ["utc", nothing, domain({ clock: { utc: {} } })],
  ["running", nothing, spec({ running: true })],
  ["running → runStrategy", spec({ running: true }), spec({ runStrategy: "Manual" })],
  [
    "a bridge beside our masquerade",
    manifest(inTemplate(pod), ofDevices({ interfaces: [{ name: "default" }] })),
    manifest(inTemplate(pod), ofDevices({ interfaces: [{ name: "default", bridge: {} }] })),
  ],
  ["an interface by another name", nothing, domain({ devices: { interfaces: [{ name: "lan" }] } })],
  [
    "efi: {} beside a preference",
    manifest(preference),
    manifest(preference, ofDomain({ firmware: { bootloader: { efi: {} } } })),
  ],
];

describe("an update ends in what CREATE makes of the same manifest", () => {
  test.for(
    clients.flatMap((client) =>
      asCreated.map(([title, ...pair]) => ({ title: `${client.name}: ${title}`, client, pair })),
    ),
  )("$title", ({ client, pair: [before, after] }) => {
    const { object } = change(client, before, after);
    expect(specOf(object)).toEqual(specOf(create(client.sent(after)).object));
    // What was applied once more changes nothing.
    expect(specOf(change(client, after, after, deepFreeze(object)).object)).toEqual(specOf(object));
  });
});

describe("claims", () => {
  const four = domain(limit("4"));
  test.for([clientSideApply, serverSideApply])(
    "$name: one of the three makes ours of the others 1",
    (client) => {
      const { object } = change(client, four, domain(limit("4"), { cpu: { sockets: 4 } }));
      expect(at(object, inDomain("cpu"))).toEqual({ cores: 1, sockets: 4, threads: 1 });
    },
  );

  test("a patch that claims nothing leaves the others, and a warning has the vCPUs", () => {
    const result = change(helm, four, domain(limit("4"), { cpu: { sockets: 2 } }));
    expect(at(result.object, inDomain("cpu"))).toEqual({ cores: 4, sockets: 2, threads: 1 });
    expect(result.injectionWarnings.join()).toMatch(/8 vCPUs.*\[cpu-topology\]$/);
  });

  test.for([clientSideApply, serverSideApply])(
    "$name: what it states of ours is its own from then on",
    (client) => {
      const stated = domain(limit("4"), { cpu: { cores: 4 } });
      const once = deepFreeze(change(client, four, stated).object);
      const { object } = change(client, stated, domain(limit("8"), { cpu: { cores: 4 } }), once);
      expect(at(object, inDomain("cpu.cores"))).toBe(4);
    },
  );

  test("a whole manifest claims all that it states", () => {
    const replace = clients.find(({ name }) => name === "kubectl replace") ?? helm;
    const one = domain({ cpu: { cores: 1, sockets: 1, threads: 1 } }, limit("8"));
    expect(at(change(replace, nothing, one).object, inDomain("cpu.cores"))).toBe(1);
    const says = manifest({
      spec: { template: { metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } } } },
    });
    expect(
      at(change(replace, manifest(windows), says).object, "spec.template.metadata.annotations"),
    ).toMatchObject({
      "vm.cpln.io/guest-os": "windows",
    });
  });

  test("what an update says of the record counts for nothing", () => {
    const old = stored(helm, four);
    const record = ["spec", "template", "metadata", "annotations", "vm.cpln.io/defaulted"];
    const next = setIn(old, ["spec", "template", "spec", "domain", ...["resources", "limits", "cpu"]], "8");
    for (const text of [
      undefined,
      "{}",
      "nonsense",
      '{"vm":"shop/web","fields":{}}',
      '{"vm":"a/b","fields":{"cpu.cores":"x"}}',
    ]) {
      const sent = text === undefined ? removeIn(next, record) : setIn(next, record, text);
      expect(update(old, deepFreeze(sent)).object).toEqual(update(old, next).object);
    }
  });

  test("a second device with the user's own order is refused, as on CREATE", () => {
    const both = manifest(
      twoVolumes,
      ofDomain(disks({ name: "root", bootOrder: 1, disk: {} }, { name: "data", bootOrder: 1, disk: {} })),
    );
    for (const client of clients) {
      expect(
        findingsOf(change(client, domain(disks({ name: "root", bootOrder: 1, disk: {} })), both)),
      ).toContain("enforce boot-order spec.template.spec.domain.devices.disks[1].bootOrder");
    }
  });

  test.for(clients)("$name: a port that the platform uses is refused, as on CREATE", (client) => {
    expect(
      findingsOf(change(client, T(pod), manifest(inTemplate(pod), ofDevices({ interfaces: ports(15001) })))),
    ).toEqual(["enforce interface-ports spec.template.spec.domain.devices.interfaces[0].ports[0].port"]);
  });
});

describe("what an installed guest depends on", () => {
  test.for(clients)(
    "$name: a preference takes nothing of the user's out, and a warning lists what stays",
    (client) => {
      const before = domain(written);
      const { object, injectionWarnings } = change(client, before, manifest(before, preference));
      expect(at(object, inDomain("firmware.bootloader"))).toEqual({ efi: { secureBoot: false } });
      expect(at(object, inDomain("devices.disks.0.disk.bus"))).toBe("virtio");
      expect(at(object, inDomain("clock.timezone"))).toBe("UTC");
      expect(injectionWarnings).toEqual([expect.stringMatching(/disk bus, bootloader, clock/)]);
    },
  );

  test.for(clients)(
    "$name: a preference takes nothing of ours out, and one that goes brings nothing in",
    (client) => {
      const plain = stored(client, nothing);
      const with_ = deepFreeze(change(client, nothing, manifest(preference)).object);
      expect(specOf(with_)).toEqual({ ...(specOf(plain) as object), ...preference.spec });
      expect(specOf(change(client, manifest(preference), nothing, with_).object)).toEqual(specOf(plain));

      const chosen = stored(client, manifest(preference));
      const { object, injectionWarnings } = change(client, manifest(preference), nothing, chosen);
      expect({ ...(specOf(object) as object), ...preference.spec }).toEqual(specOf(chosen));
      expect(injectionWarnings).toEqual([expect.stringMatching(/disk bus, bootloader, clock/)]);
      expect(change(client, nothing, nothing, deepFreeze(object)).injectionWarnings).toEqual([]);
    },
  );

  test.for(clients)("$name: a Windows preference makes a Windows guest", (client) => {
    const { object } = change(client, nothing, manifest(windows));
    expect(at(object, "spec.template.metadata.annotations")).toMatchObject({
      "vm.cpln.io/guest-os": "windows",
    });
  });

  test.for(clients)("$name: hyperv features alone only warn", (client) => {
    const { object, injectionWarnings } = change(
      client,
      nothing,
      domain({ features: { hyperv: { relaxed: {} } } }),
    );
    expect(at(object, "spec.template.metadata.annotations")).toMatchObject({
      "vm.cpln.io/guest-os": "linux",
    });
    expect(injectionWarnings.join()).toContain("[guest-os]");
  });
});

describe("what KubeVirt generates", () => {
  test.for(clients)("$name: the version of the PCI topology stays", (client) => {
    const path = ["spec", "template", "metadata", "annotations", "kubevirt.io/pci-topology-version"];
    const old = deepFreeze(setIn(stored(client, nothing), path, "v3"));
    expect(Field.root(change(client, nothing, domain(limit("2")), old).object).at(...path).value).toBe("v3");
  });

  const made = { uuid: "5d307ca9-b3ef-428c-8861-06e72d69f223", serial: "s-1" };
  test.for(clients)("$name: what KubeVirt made at CREATE stays", (client) => {
    const old = deepFreeze(
      mergePatch(stored(client, nothing), { spec: { template: { spec: { domain: { firmware: made } } } } }),
    );
    const { object } = change(client, nothing, domain(limit("2")), old);
    expect(at(object, inDomain("firmware"))).toMatchObject(made);
  });

  test("what the user writes is the user's", () => {
    const old = deepFreeze(
      mergePatch(stored(helm, nothing), { spec: { template: { spec: { domain: { firmware: made } } } } }),
    );
    const other = { ...made, serial: "s-2" };
    expect(
      at(change(helm, nothing, domain({ firmware: other }), old).object, inDomain("firmware")),
    ).toMatchObject(other);
  });
});

test("virtctl stop, then running: true", () => {
  const old = stored(clientSideApply, nothing);
  const halted = deepFreeze(
    byKubeVirt("apiserver", old, mergePatch(old, { spec: { runStrategy: "Halted" } })).object,
  );
  expect(at(halted, "spec.runStrategy")).toBe("Halted");
  expect(at(change(clientSideApply, nothing, nothing, halted).object, "spec.runStrategy")).toBe("Halted");
  const { object, findings: violations } = change(clientSideApply, nothing, spec({ running: true }), halted);
  expect(at(object, "spec.runStrategy")).toBeUndefined();
  expect(violations.filter(({ action }) => action === "enforce")).toEqual([]);
});

test("a patch to Halted or Manual, then running: true", () => {
  for (const runStrategy of ["Halted", "Manual"]) {
    const old = stored(clientSideApply, nothing);
    const patched = deepFreeze(update(old, mergePatch(old, { spec: { runStrategy } })).object);
    expect(at(patched, "spec.runStrategy")).toBe(runStrategy);
    const { object } = change(clientSideApply, nothing, spec({ running: true }), patched);
    expect(at(object, "spec.runStrategy")).toBeUndefined();
    const both = deepFreeze(mergePatch(patched, { spec: { running: true, runStrategy: "Always" } }));
    expect(at(update(patched, both).object, "spec.runStrategy")).toBe("Always");
  }
});

test("a run strategy that was applied is its owner's, also beside running", () => {
  const halted = spec({ runStrategy: "Halted" });
  const applied = deepFreeze(change(clientSideApply, nothing, halted).object);
  const { object } = change(helm, halted, spec({ runStrategy: "Halted", running: true }), applied);
  expect(at(object, "spec.runStrategy")).toBe("Halted");
});

test("KubeVirt's own accounts are given what they dropped, and nothing new", () => {
  const old = stored(clientSideApply, nothing);
  const more = manifest(twoVolumes, ofDomain(disks({ name: "root", disk: {} }, { name: "data", disk: {} })));
  const { object } = byKubeVirt("controller", old, mergePatch(old, more));
  expect(at(object, inDomain("devices.disks"))).toEqual([
    { name: "root", disk: { bus: "virtio" }, bootOrder: 1 },
    { name: "data", disk: {} },
  ]);
  const pool = {
    ownerReferences: [{ apiVersion: "pool.kubevirt.io/v1beta1", kind: "VirtualMachinePool", name: "p" }],
  };
  const ofPool = deepFreeze(mergePatch(old, { metadata: pool }));
  const rewritten = byKubeVirt("controller", ofPool, mergePatch(more, { metadata: pool }));
  expect(specOf(rewritten.object)).toEqual(specOf(create(more).object));
});

function byKubeVirt(account: string, oldObject: unknown, object: unknown) {
  const username = `system:serviceaccount:kubevirt:kubevirt-${account}`;
  return update(oldObject, deepFreeze(object), undefined, { username });
}
