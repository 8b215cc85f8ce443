import fc from "fast-check";
import { mergePatch } from "./vm.ts";

/** What a user states in a manifest, field by field of those that vmgate sets; undefined where it is left out. */
export interface Choices {
  readonly cpu: Readonly<Record<string, number>>;
  readonly limit: string | undefined;
  readonly firmware: unknown;
  readonly clock: unknown;
  readonly preference: "none" | "fedora" | "windows.11";
  readonly instancetype: boolean;
  readonly run: Readonly<Record<string, unknown>>;
  readonly disks: readonly DiskChoice[];
  readonly ports: readonly number[] | undefined;
  /** The source of the boot disk's template; undefined where it is on a claim. */
  readonly template: "http" | "pvc" | "sized" | undefined;
  readonly hyperv: boolean;
  readonly guest: "linux" | "windows" | "label" | "sysprep" | undefined;
}

/** A volume, and how its disk is stated. */
interface DiskChoice {
  readonly name: string;
  readonly kind: "disk" | "cdrom" | "none";
  readonly bus?: "virtio" | "sata";
  readonly order?: number;
}

const optional = <const T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(undefined, ...values);

const disk = (name: string): fc.Arbitrary<DiskChoice> =>
  fc.record(
    {
      name: fc.constant(name),
      kind: fc.constantFrom("disk", "disk", "none"),
      bus: fc.constantFrom("virtio", "sata"),
      order: fc.constantFrom(1, 2, 3),
    },
    { requiredKeys: ["name", "kind"] },
  );

const iso = fc.record(
  { name: fc.constant("iso"), kind: fc.constant("cdrom" as const), order: fc.constantFrom(1, 2, 3) },
  { requiredKeys: ["name", "kind"] },
);

const disks = fc.tuple(disk("root"), fc.option(disk("data")), fc.option(iso)).chain(([root, ...others]) => {
  const list = [root, ...others.filter((item) => item !== null)];
  return fc.shuffledSubarray(list, { minLength: list.length });
});

/** Manifests of a VM, by what they state; without what KubeVirt refuses, a topology beside an instancetype. */
export const arbitraryManifest: fc.Arbitrary<Choices> = fc
  .record({
    cpu: fc.constantFrom({}, {}, { cores: 2 }, { sockets: 4 }, { cores: 2, sockets: 2, threads: 1 }),
    limit: optional("2", "4"),
    firmware: optional<unknown>(
      { bootloader: { bios: {} } },
      { bootloader: { efi: {} } },
      { bootloader: { efi: { secureBoot: false } } },
      { bootloader: { efi: { persistent: true } } },
    ),
    clock: optional<unknown>({ timezone: "UTC" }, { timezone: "Europe/Paris" }, { utc: {} }),
    preference: fc.constantFrom("none", "none", "fedora", "windows.11"),
    instancetype: fc.constantFrom(false, false, false, true),
    run: fc.constantFrom({}, {}, { runStrategy: "Always" }, { runStrategy: "Halted" }, { running: true }),
    disks,
    ports: optional<readonly number[]>([], [80], [80, 443], [22], [80, 22]),
    template: optional("http", "pvc", "sized"),
    hyperv: fc.constantFrom(false, false, false, true),
    guest: optional("linux", "windows", "label", "sysprep"),
  })
  .map((choices) => (choices.instancetype ? { ...choices, cpu: {}, limit: undefined } : choices));

/** The manifest that states this. */
export function manifestOf(choices: Choices): unknown {
  const { cpu, limit, firmware, clock, preference, instancetype, run, hyperv } = choices;
  const domain = {
    ...(Object.keys(cpu).length === 0 ? {} : { cpu }),
    ...(limit === undefined ? {} : { resources: { limits: { cpu: limit } } }),
    ...(firmware === undefined ? {} : { firmware }),
    ...(clock === undefined ? {} : { clock }),
    ...(hyperv ? { features: { hyperv: { relaxed: {} } } } : {}),
    ...(instancetype ? {} : { memory: { guest: "2Gi" } }),
    devices: devicesOf(choices),
  };
  const spec = {
    ...run,
    ...(preference === "none" ? {} : { preference: { name: preference } }),
    ...(instancetype ? { instancetype: { name: "u1.small" } } : {}),
    ...templatesOf(choices),
    template: { spec: { domain, ...networksOf(choices), volumes: volumesOf(choices) } },
  };
  const object = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name: "web", namespace: "shop" },
    spec,
  };
  return mergePatch(object, guestOf(choices));
}

function devicesOf({ disks: list, ports }: Choices): unknown {
  const entries = list.flatMap(({ name, kind, bus, order }) => {
    if (kind === "none") return [];
    const target = bus === undefined ? {} : { bus };
    return [{ name, [kind]: target, ...(order === undefined ? {} : { bootOrder: order }) }];
  });
  const nic = { name: "default", ports: ports?.map((port) => ({ name: `p${port}`, port })) };
  return { disks: entries, ...(ports === undefined ? {} : { interfaces: [nic] }) };
}

function networksOf({ ports }: Choices): object {
  return ports === undefined ? {} : { networks: [{ name: "default", pod: {} }] };
}

function volumesOf({ disks: list, template, guest }: Choices): unknown {
  const source = (name: string): object =>
    name === "root" && template !== undefined
      ? { dataVolume: { name: "root-dv" } }
      : { persistentVolumeClaim: { claimName: name } };
  const answers = guest === "sysprep" ? [{ name: "answers", sysprep: { secret: { name: "answers" } } }] : [];
  return [...list.map(({ name }) => ({ name, ...source(name) })), ...answers];
}

function templatesOf({ template }: Choices): object {
  if (template === undefined) return {};
  const source =
    template === "pvc"
      ? { pvc: { name: "golden", namespace: "images" } }
      : { http: { url: "https://images.example.com/disk.qcow2" } };
  const storage = template === "sized" ? { resources: { requests: { storage: "5Gi" } } } : {};
  return { dataVolumeTemplates: [{ metadata: { name: "root-dv" }, spec: { source, storage } }] };
}

function guestOf({ guest }: Choices): object {
  if (guest === "label") return { metadata: { labels: { "kubevirt.io/os": "windows" } } };
  if (guest !== "linux" && guest !== "windows") return {};
  return { spec: { template: { metadata: { annotations: { "vm.cpln.io/guest-os": guest } } } } };
}
