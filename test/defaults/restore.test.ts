import { describe, expect, test } from "vitest";
import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import type { Path } from "../../src/field/path.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { specOf } from "../support/clients.ts";
import { platform } from "../support/platform.ts";
import { create, findingsOf, update } from "../support/review.ts";
import { deepFreeze, mergePatch, vm } from "../support/vm.ts";

/** What a user writes: nothing that vmgate would fill in. */
const written = deepFreeze({
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    dataVolumeTemplates: [
      {
        metadata: { name: "root-dv" },
        spec: { source: { registry: { url: "docker://quay.io/containerdisks/fedora" } }, storage: {} },
      },
    ],
    template: {
      spec: {
        domain: {
          devices: {
            disks: [
              { name: "root", disk: {} },
              { name: "data", disk: {} },
            ],
            interfaces: [{ name: "default", ports: [{ name: "http", port: 80 }] }],
          },
          memory: { guest: "2Gi" },
        },
        networks: [{ name: "default", pod: {} }],
        volumes: [
          { name: "root", dataVolume: { name: "root-dv" } },
          { name: "data", persistentVolumeClaim: { claimName: "data" } },
        ],
      },
    },
  },
});

const stored = deepFreeze(create(written).object);

const T = ["spec", "template", "spec"] as const;
const domain = [...T, "domain"] as const;
const disks = [...domain, "devices", "disks"] as const;
const nic = [...domain, "devices", "interfaces", 0] as const;
const at = (object: unknown, path: Path) => Field.root(object).at(...path).value;

describe("what a re-applied manifest dropped is put back as stored", () => {
  test("the manifest sent whole again", () => {
    expect(
      at(update(stored, mergePatch(written, { metadata: { labels: { a: "b" } } })).object, ["spec"]),
    ).toEqual(at(stored, ["spec"]));
  });

  test("a client-side apply sends only the lists whole", () => {
    const applied = setIn(setIn(stored, disks, at(written, disks)), nic, at(written, nic));
    const result = update(stored, applied);
    expect(result.object).toEqual(stored);
    expect(findingsOf(result)).toEqual([]);
  });

  test("list items are matched by name, and the first disk is the one that boots", () => {
    const reordered = [
      { name: "data", disk: {} },
      { name: "root", disk: {} },
    ];
    const { object } = update(stored, setIn(stored, disks, reordered));
    expect(at(object, disks)).toEqual([
      { name: "data", disk: { bus: "virtio" }, bootOrder: 1 },
      { name: "root", disk: { bus: "virtio" } },
    ]);
  });

  test("what is new is filled in as on CREATE", () => {
    const more = [...(at(stored, disks) as unknown[]), { name: "more", disk: {} }];
    const filled = more.with(2, { name: "more", disk: { bus: "virtio" } });
    expect(at(update(stored, setIn(stored, disks, more)).object, disks)).toEqual(filled);
  });

  test("a value the user changed stays changed", () => {
    const changed = setIn(
      setIn(stored, [...domain, "clock", "timezone"], "Asia/Tokyo"),
      ["spec", "runStrategy"],
      "Manual",
    );
    expect(specOf(update(stored, changed).object)).toEqual(specOf(changed));
  });

  test("the contract annotation can't be removed", () => {
    const annotations = ["spec", "template", "metadata", "annotations"];
    const unmarked = removeIn(stored, [...annotations, "vm.cpln.io/contract"]);
    expect(at(update(stored, unmarked).object, annotations)).toEqual(at(stored, annotations));
  });
});

describe("a default is removed where it conflicts with the user's value", () => {
  const firmware = [...domain, "firmware", "bootloader"] as const;

  test.for([
    ["bios beside our efi", [...firmware, "bios"], {}, [...domain, "firmware"], { bootloader: { bios: {} } }],
    ["utc beside our timezone", [...domain, "clock", "utc"], {}, [...domain, "clock"], { utc: {} }],
    [
      "an instancetype beside our topology",
      ["spec", "instancetype"],
      { name: "u1.small" },
      [...domain, "cpu"],
      undefined,
    ],
    ["running beside our run strategy", ["spec", "running"], true, ["spec", "runStrategy"], undefined],
    ["another order beside ours", [...disks, 1, "bootOrder"], 1, [...disks, 0, "bootOrder"], undefined],
    ["a bridge beside our masquerade", [...nic, "bridge"], {}, [...nic, "masquerade"], undefined],
  ] as const)("%s", ([, path, value, place, wanted]) => {
    expect(at(update(stored, setIn(stored, path, value)).object, place)).toEqual(wanted);
  });

  test("a value the user had changed does not give way", () => {
    const tokyo = deepFreeze(setIn(stored, [...domain, "clock", "timezone"], "Asia/Tokyo"));
    const { object } = update(tokyo, setIn(tokyo, [...domain, "clock", "utc"], {}));
    expect(at(object, [...domain, "clock"])).toEqual({ timezone: "Asia/Tokyo", utc: {} });
  });

  test("what was off before is not put back either", () => {
    const bios = deepFreeze(setIn(stored, firmware, { bios: {} }));
    const halted = setIn(bios, ["spec", "runStrategy"], "Halted");
    expect(specOf(update(bios, halted).object)).toEqual(specOf(halted));
  });
});

describe("an update that is mutated again stays as it is", () => {
  const again = (old: unknown, sent: unknown): void => {
    const once = update(old, sent).object;
    expect(JSON.stringify(update(old, once).object)).toBe(JSON.stringify(once));
  };
  const fedora = { spec: { preference: { name: "fedora" } } };

  test("two disks of one name", () => {
    const twins = [{ name: "root" }, { name: "root", disk: { bus: "virtio" }, bootOrder: 1 }];
    const old = setIn(stored, disks, twins);
    const sent = setIn(stored, disks, [{ name: "root" }, { name: "root" }]);
    again(old, sent);
  });

  test("efi: {} beside a preference that is new", () => {
    const sent = setIn(mergePatch(stored, fedora), [...domain, "firmware", "bootloader", "efi"], {});
    again(stored, sent);
    expect(at(update(stored, sent).object, [...domain, "firmware"])).toEqual({
      bootloader: { efi: { secureBoot: false } },
    });
  });

  test("efi: {} without one is whole again", () => {
    const sent = setIn(stored, [...domain, "firmware", "bootloader", "efi"], {});
    expect(at(update(stored, sent).object, [...domain, "firmware"])).toEqual({
      bootloader: { efi: { secureBoot: false } },
    });
  });

  test("an interface without a binding where the pod network is switched off", () => {
    const detached = setIn(stored, [...domain, "devices", "autoattachPodInterface"], false);
    again(stored, setIn(detached, [...domain, "devices", "interfaces"], [{ name: "default" }]));
  });

  test("the platform's own CD-ROM, whose volume was dropped", () => {
    const injecting = { ...defaultPolicy, platform };
    const windows = mergePatch(written, { spec: { preference: { name: "windows.11" } } });
    const old = create(windows, injecting).object;
    const once = update(old, setIn(old, [...T, "volumes"], at(written, [...T, "volumes"])), injecting).object;
    expect(at(once, [...disks, 0, "bootOrder"])).toBe(1);
    expect(JSON.stringify(update(old, once, injecting).object)).toBe(JSON.stringify(once));
  });

  test("the platform's own disk, dropped beside a preference that is new", () => {
    const injecting = { ...defaultPolicy, platform };
    const old = create(written, injecting).object;
    const once = update(old, mergePatch(written, fedora), injecting).object;
    expect(at(once, [...disks, 2])).toEqual({ name: "vmgate-cloudinit", disk: { bus: "virtio" } });
    expect(JSON.stringify(update(old, once, injecting).object)).toBe(JSON.stringify(once));
  });
});

test("the mesh annotation stays as it is stored when the mesh was switched off since", () => {
  const annotation = ["spec", "template", "metadata", "annotations", "sidecar.istio.io/inject"];
  const mesh = { ...defaultPolicy.platform, mesh: { istio: true } };
  const meshed = deepFreeze(create(written, { ...defaultPolicy, platform: mesh }).object);
  expect(
    update(meshed, removeIn(setIn(meshed, ["spec", "runStrategy"], "Halted"), annotation)).patch,
  ).toEqual([
    { op: "add", path: "/spec/template/metadata/annotations/sidecar.istio.io~1inject", value: "true" },
  ]);
});

describe("VMs without the mark", () => {
  const older = deepFreeze(mergePatch(written, { spec: { runStrategy: "Always" } }));
  const adopt = { spec: { template: { metadata: { annotations: { "vm.cpln.io/adopt": "true" } } } } };
  const halted = { spec: { runStrategy: "Halted" } };

  test("are not mutated", () => {
    expect(update(older, mergePatch(older, halted)).patch).toEqual([]);
  });

  test("are adopted when the owner asks and they were and stay stopped", () => {
    const stopped = deepFreeze(mergePatch(older, halted));
    const { object } = update(stopped, mergePatch(stopped, adopt));
    expect(at(object, ["spec", "template", "metadata", "annotations", "vm.cpln.io/contract"])).toBe("v1");
    expect(at(object, [...nic, "masquerade"])).toEqual({});
    // What a guest is installed with is left to its owner.
    expect(at(object, [...domain, "cpu"])).toBeUndefined();
    expect(at(object, [...domain, "firmware"])).toBeUndefined();
    expect(at(object, disks)).toEqual(at(written, disks));
  });

  test.for([
    ["stopped", false, true],
    ["stopped", true, true],
    ["asked", false, false],
    ["asked", true, true],
    ["never", false, false],
    ["never", true, false],
  ] as const)("under adopt: %s, asked for or not (%s): %s", ([policy, isAsked, isAdopted]) => {
    const stopped = deepFreeze(mergePatch(older, halted));
    const sent = mergePatch(mergePatch(stopped, isAsked ? adopt : {}), { spec: { x: 1 } });
    const mark = ["spec", "template", "metadata", "annotations", "vm.cpln.io/contract"];
    const under = (mutate: boolean) => ({ ...defaultPolicy, adopt: policy, mutate });
    expect(at(update(stopped, sent, under(true)).object, mark)).toBe(isAdopted ? "v1" : undefined);
    expect(update(stopped, sent, under(false)).patch).toEqual([]);
  });

  test("are not adopted while a snapshot is being taken", () => {
    const busy = deepFreeze(mergePatch(mergePatch(older, halted), { status: { snapshotInProgress: "one" } }));
    expect(update(busy, mergePatch(busy, adopt)).patch).toEqual([]);
  });

  test("are adopted with a warning that lists what stays as installed", () => {
    const stopped = deepFreeze(mergePatch(older, halted));
    const { injectionWarnings } = update(stopped, mergePatch(stopped, adopt));
    expect(injectionWarnings.join()).toContain("cpu topology, disk bus, boot order, bootloader, clock");
  });

  test.for([
    ["running", older, mergePatch(older, adopt)],
    ["being stopped", older, mergePatch(mergePatch(older, adopt), halted)],
    ["being started", mergePatch(older, halted), mergePatch(older, adopt)],
  ])("are not adopted while %s", ([, before, after]) => {
    expect(update(before, after).patch).toEqual([]);
  });
});

describe.for(["snapshotInProgress", "restoreInProgress"])("during %s", (phase) => {
  const injecting = { ...defaultPolicy, platform };
  const busy = deepFreeze(mergePatch(create(written, injecting).object, { status: { [phase]: "one" } }));
  // As KubeVirt compares them while it takes a snapshot.
  const frozen = [["spec", "runStrategy"], [...T, "volumes"], disks];

  test("a manifest that is applied again leaves run strategy, volumes and disks as they are stored", () => {
    const { object } = update(busy, mergePatch(written, { metadata: { labels: { a: "b" } } }), injecting);
    expect(frozen.map((path) => at(object, path))).toEqual(frozen.map((path) => at(busy, path)));
  });

  test("what the user changes of them stays as it was sent", () => {
    const changed = setIn(written, [...disks, 1, "serial"], "d-1");
    const { object } = update(busy, setIn(changed, ["spec", "runStrategy"], "Halted"), injecting);
    expect(at(object, ["spec", "runStrategy"])).toBe("Halted");
    expect(at(object, disks)).toEqual(at(changed, disks));
    expect(at(object, [...T, "volumes"])).toEqual(at(changed, [...T, "volumes"]));
  });
});

test("the minimal VM needs nothing restored", () => {
  expect(update(vm(), vm({ spec: { runStrategy: "Halted" } })).patch).toEqual([]);
});

describe("of a VM without a record, what an update dropped of the table comes back, and nothing else is set", () => {
  const complete = vm();
  const changed = (...edits: readonly (readonly [Path, unknown])[]): unknown =>
    edits.reduce((object, [path, value]) => setIn(object, path, value), complete);

  test.for<[what: string, object: unknown, path: Path, wanted: unknown]>([
    ["a clock", removeIn(complete, [...domain, "clock"]), [...domain, "clock"], { timezone: "UTC" }],
    ["a bus", changed([[...disks, 0, "disk"], {}]), [...disks, 0, "disk"], { bus: "virtio" }],
    ["a run strategy", removeIn(complete, ["spec", "runStrategy"]), ["spec", "runStrategy"], "Always"],
    [
      "not beside what supersedes it",
      setIn(removeIn(complete, ["spec", "runStrategy"]), ["spec", "running"], true),
      ["spec", "runStrategy"],
      undefined,
    ],
    [
      "not where it would be there twice",
      changed([
        disks,
        [
          { name: "root", disk: { bus: "virtio" } },
          { name: "data", disk: { bus: "virtio" }, bootOrder: 1 },
        ],
      ]),
      [...disks, 0, "bootOrder"],
      undefined,
    ],
    [
      "not over another value",
      changed([[...disks, 0, "disk", "bus"], "sata"]),
      [...disks, 0, "disk", "bus"],
      "sata",
    ],
    [
      "nothing for what is new",
      changed([[...disks, 1], { name: "data", disk: {} }]),
      [...disks, 1, "disk"],
      {},
    ],
  ])("%s", ([, object, path, wanted]) => {
    expect(at(update(complete, object).object, path)).toEqual(wanted);
  });
});
