import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { defaults } from "../../src/defaults/index.ts";
import { removeIn, setAllIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import type { Path } from "../../src/field/path.ts";
import { VmView } from "../../src/vm/view.ts";
import { create, update } from "../support/review.ts";
import { runs } from "../support/arbitrary-vm.ts";
import { arbitraryManifest, manifestOf, type Choices } from "../support/arbitrary-manifest.ts";
import { applyBy, change, clients, helm, overLive, specOf, stored } from "../support/clients.ts";
import { deepFreeze } from "../support/vm.ts";

const seed = Number(process.env["VMGATE_SEED"] ?? Date.now() % 2 ** 31);

beforeAll(() => {
  console.log(`updates: ${runs} runs each, VMGATE_SEED=${seed}`);
});

const stating = clients.filter((client) => client !== helm);
const domain = ["template", "spec", "domain"] as const;

/** Where an updated VM may differ from a created one: contract §5, each with when and in which fields. */
const exceptions: Readonly<Record<string, Exception>> = {
  "a preference that is added or removed": {
    applies: (before, after) => (before.preference === "none") !== (after.preference === "none"),
    without: withoutInstalled,
  },
  "hyperv features alone": {
    applies: (before, after) => before.hyperv !== after.hyperv,
    without: (spec) => removeIn(spec, ["template", "metadata", "annotations", "vm.cpln.io/guest-os"]),
  },
  "a default where CREATE would set none: the boot order": {
    applies: (_before, after) =>
      after.disks.some(({ order, kind }) => order !== undefined || kind === "cdrom"),
    without: (spec) => withoutEach(spec, [...domain, "devices", "disks"], ["bootOrder"]),
  },
  "a default where CREATE would set none: the size of a boot disk": {
    applies: (before, after) => before.template !== after.template || before.disks !== after.disks,
    without: (spec) => removeIn(spec, ["dataVolumeTemplates"]),
  },
};

interface Exception {
  readonly applies: (before: Choices, after: Choices) => boolean;
  readonly without: (spec: unknown) => unknown;
}

/** Without the fields that a preference decides about, and the lists that these are in. */
function withoutInstalled(spec: unknown): unknown {
  const view = VmView.ofVm({ spec }, "spec");
  const fields = defaults
    .filter(({ installed }) => installed?.leftToPreference === true)
    .flatMap((row) => row.fields(view))
    .map(({ field }) => installedPart(field.path.slice(1)));
  return fields.reduce((object, path) => removeIn(object, path), spec);
}

/** The list that a path goes through, else what of the domain it is in: firmware, the clock. */
function installedPart(path: Path): Path {
  const index = path.findIndex((segment) => typeof segment === "number");
  return path.slice(0, index === -1 ? domain.length + 1 : index);
}

function withoutEach(spec: unknown, list: Path, names: readonly string[]): unknown {
  const items = Field.root(spec)
    .at(...list)
    .items();
  return items.reduce(
    (object, { path }) => names.reduce((result, name) => removeIn(result, [...path, name]), object),
    spec,
  );
}

test("an update ends in what CREATE makes of the same manifest, but for the exceptions", () => {
  fc.assert(
    fc.property(
      arbitraryManifest,
      arbitraryManifest,
      fc.constantFrom(...stating),
      (before, after, client) => {
        const [a, b] = [deepFreeze(manifestOf(before)), deepFreeze(manifestOf(after))];
        const updated = specOf(change(client, a, b).object);
        const created = specOf(create(client.sent(b)).object);
        const applying = Object.values(exceptions).filter(({ applies }) => applies(before, after));
        const comparable = (spec: unknown): unknown =>
          applying.reduce((result, { without }) => without(result), spec);
        expect(comparable(updated)).toEqual(comparable(created));
      },
    ),
    { numRuns: runs, seed },
  );
});

test("a manifest that is applied again changes nothing", () => {
  fc.assert(
    fc.property(
      arbitraryManifest,
      arbitraryManifest,
      fc.constantFrom(...clients),
      (before, after, client) => {
        const [a, b] = [deepFreeze(manifestOf(before)), deepFreeze(manifestOf(after))];
        const first = stored(client, a);
        expect(spec(change(client, a, a, first).object)).toEqual(spec(first));
        const second = deepFreeze(change(client, a, b, first).object);
        expect(spec(change(client, b, b, second).object)).toEqual(spec(second));
      },
    ),
    { numRuns: runs, seed },
  );
});

/** Fewer runs of what takes several reviews. */
const someRuns = Math.ceil(runs / 4);

/** Several manifests of one VM between which no exception applies. */
const sequence = fc
  .tuple(arbitraryManifest, fc.array(arbitraryManifest, { minLength: 2, maxLength: 3 }))
  .map(([first, others]) => {
    const disks = first.disks
      .filter(({ kind }) => kind !== "cdrom")
      .map(({ name, kind, bus }) => (bus === undefined ? { name, kind } : { name, kind, bus }));
    const { preference, hyperv, template } = first;
    return [first, ...others].map((choices) => ({ ...choices, preference, hyperv, template, disks }));
  });

test("so do several updates, one after the other", () => {
  fc.assert(
    fc.property(sequence, fc.constantFrom(...stating), (choices, client) => {
      const [first, ...others] = choices.map((one) => deepFreeze(manifestOf(one)));
      let [before, live] = [first, stored(client, first)];
      for (const after of others) {
        live = deepFreeze(change(client, before, after, live).object);
        before = after;
      }
      expect(specOf(live)).toEqual(specOf(create(client.sent(before)).object));
    }),
    { numRuns: someRuns, seed },
  );
});

/** As KubeVirt completes every VM. */
const identified = (object: unknown): unknown =>
  deepFreeze(setIn(object, ["spec", ...domain, "firmware", "uuid"], "5d307ca9-b3ef-428c-8861-06e72d69f223"));

test("an update that is mutated twice is mutated once, whoever sends it, also after others", () => {
  const anyClient = fc.constantFrom(...clients);
  fc.assert(
    fc.property(arbitraryManifest, arbitraryManifest, anyClient, anyClient, (before, after, one, two) => {
      const [a, b] = [deepFreeze(manifestOf(before)), deepFreeze(manifestOf(after))];
      const live = identified(stored(one, a));
      const once = deepFreeze(change(two, a, b, live).object);
      expect(JSON.stringify(update(live, once).object)).toBe(JSON.stringify(once));
      expect(spec(change(two, b, b, once).object)).toEqual(spec(once));
    }),
    { numRuns: someRuns, seed },
  );
});

/** What a second manager may own of a VM, each with what another has to leave to it. */
const parts = fc.constantFrom<readonly [unknown, Partial<Choices>]>(
  [{ clock: { timezone: "Europe/Paris" } }, { clock: undefined }],
  [{ firmware: { bootloader: { bios: {} } } }, { firmware: undefined }],
  [{ resources: { limits: { cpu: "8" } } }, { limit: undefined, instancetype: false }],
  [{ cpu: { sockets: 2 } }, { cpu: {}, instancetype: false }],
  [{ cpu: { cores: 4 } }, { cpu: {}, instancetype: false }],
  [{ features: { acpi: { enabled: true } } }, {}],
);

test("a second manager of a server-side apply adds what it states, and takes that out again", () => {
  fc.assert(
    fc.property(arbitraryManifest, parts, (choices, [part, left]) => {
      const a = deepFreeze(manifestOf({ ...choices, ...left }));
      const { apiVersion, kind, metadata } = a as Record<string, unknown>;
      const none = { apiVersion, kind, metadata };
      const b = deepFreeze({ ...none, spec: { template: { spec: { domain: part } } } });
      const by = (manager: string, live: unknown, ...manifests: [unknown, unknown, unknown]): unknown => {
        const sent = deepFreeze(applyBy(manager, live, ...manifests));
        return deepFreeze(update(live, sent, undefined, { fieldManager: manager }).object);
      };
      const first = deepFreeze(create(applyBy("one", {}, {}, a, {})).object);
      const both = by("two", first, none, b, a);
      expect(specOf(both)).toEqual(specOf(create(overLive(a, b)).object));
      const again = by("one", both, a, a, b);
      expect(spec(again)).toEqual(spec(both));
      expect(specOf(by("two", again, b, none, a))).toEqual(specOf(first));
    }),
    { numRuns: someRuns, seed },
  );
});

const spec = (object: unknown): unknown => Field.root(object).at("spec").value;

describe("each exception is one: the update differs from CREATE there, in this way", () => {
  const plain: Choices = {
    cpu: {},
    limit: undefined,
    firmware: undefined,
    clock: undefined,
    preference: "none",
    instancetype: false,
    run: {},
    disks: [{ name: "root", kind: "disk" }],
    ports: undefined,
    template: undefined,
    hyperv: false,
    guest: undefined,
  };
  const at = (object: unknown, ...path: Path): unknown => Field.root(object).at("spec", ...path).value;
  const update = (before: Partial<Choices>, after: Partial<Choices>, client = clients[0] ?? helm): unknown =>
    change(client, manifestOf({ ...plain, ...before }), manifestOf({ ...plain, ...after })).object;
  const created = (choices: Partial<Choices>): unknown => create(manifestOf({ ...plain, ...choices })).object;
  const efi = { bootloader: { efi: { secureBoot: false } } };

  test("a preference that is added leaves firmware, clock, buses and order", () => {
    const object = update({}, { preference: "fedora" });
    expect(at(created({ preference: "fedora" }), ...domain, "firmware")).toBeUndefined();
    expect(at(object, ...domain, "firmware")).toEqual(efi);
    expect(at(object, ...domain, "clock")).toEqual({ timezone: "UTC" });
    expect(at(object, ...domain, "devices", "disks")).toEqual([
      { name: "root", disk: { bus: "virtio" }, bootOrder: 1 },
    ]);
  });

  test("a preference that is removed brings no firmware, clock or bus", () => {
    const object = update({ preference: "fedora" }, {});
    expect(at(object, ...domain, "firmware")).toBeUndefined();
    expect(at(object, ...domain, "clock")).toBeUndefined();
    expect(at(object, ...domain, "devices", "disks")).toEqual([{ name: "root", disk: {}, bootOrder: 1 }]);
  });

  test("hyperv features alone leave the guest OS, either way", () => {
    const path = ["template", "metadata", "annotations", "vm.cpln.io/guest-os"];
    expect(at(created({ hyperv: true }), ...path)).toBe("windows");
    expect(at(update({}, { hyperv: true }), ...path)).toBe("linux");
    expect(at(update({ hyperv: true }, {}), ...path)).toBe("windows");
  });

  test("the boot disk keeps its order where CREATE would give none", () => {
    const disks = [
      { name: "root", kind: "disk" },
      { name: "iso", kind: "cdrom" },
    ] as const;
    const path = [...domain, "devices", "disks", 0, "bootOrder"];
    expect(at(created({ disks }), ...path)).toBeUndefined();
    expect(at(update({}, { disks }), ...path)).toBe(1);
  });

  test("the size of a boot disk's template stays where CREATE would leave it to CDI", () => {
    const path = ["dataVolumeTemplates", 0, "spec", "storage"];
    const sized = { resources: { requests: { storage: "20Gi" } } };
    expect(at(created({ template: "pvc" }), ...path)).toEqual({});
    expect(at(update({ template: "http" }, { template: "pvc" }), ...path)).toEqual(sized);
  });

  test("a patch that claims nothing leaves cores, sockets and threads", () => {
    const cpu = at(update({ limit: "4" }, { limit: "4", cpu: { sockets: 2 } }, helm), ...domain, "cpu");
    expect(cpu).toEqual({ cores: 4, sockets: 2, threads: 1 });
    expect(at(created({ limit: "4", cpu: { sockets: 2 } }), ...domain, "cpu")).toEqual({
      cores: 1,
      sockets: 2,
      threads: 1,
    });
  });

  test("the firmware's uuid and serial stay", () => {
    const made = { uuid: "5d307ca9-b3ef-428c-8861-06e72d69f223", serial: "s-1" };
    const manifest = manifestOf(plain);
    for (const client of clients) {
      const firmware = ["spec", ...domain, "firmware"];
      const old = deepFreeze(
        setAllIn(
          stored(client, manifest),
          Object.entries(made).map(([name, value]) => [[...firmware, name], value]),
        ),
      );
      const { object } = change(client, manifest, manifestOf({ ...plain, limit: "2" }), old);
      expect(at(object, ...domain, "firmware")).toEqual({ ...efi, ...made });
    }
  });
});
