import { describe, expect, test } from "vitest";
import { defaultValues, indexesOf, writeValues } from "../../src/defaults/apply.ts";
import { fieldsOf } from "../../src/defaults/default.ts";
import { diskBus } from "../../src/defaults/disk-bus.ts";
import { diskEntry } from "../../src/defaults/disk-entry.ts";
import type { RemovedValues } from "../../src/defaults/remove.ts";
import { compilePolicy } from "../../src/policy/compiled-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { VmView } from "../../src/vm/view.ts";
import { deepFreeze } from "../support/vm.ts";

const policy = compilePolicy(defaultPolicy).forNamespace("shop");
const toView = (object: unknown): VmView => VmView.ofVm(object, "spec");

/** A VM with these volumes, and these of them have a disk. */
function vmOf(volumes: string, disks: string): VmView {
  return toView(
    deepFreeze({
      spec: {
        template: {
          spec: {
            domain: { devices: { disks: Array.from(disks, (name) => ({ name, disk: {} })) } },
            volumes: Array.from(volumes, (name) => ({ name, persistentVolumeClaim: { claimName: name } })),
          },
        },
      },
    }),
  );
}

const namesOf = (vm: VmView): string => vm.disks.map((disk) => disk.at("name").string).join("");
/** Disks that were at these indexes. */
const at = (indexes: Readonly<Record<string, number>>): RemovedValues =>
  new Map(
    Object.entries(indexes).map(([name, index]) => [`disks[${name}]`, { value: { name, disk: {} }, index }]),
  );
const filled = (vm: VmView, removed: readonly RemovedValues[]): string =>
  namesOf(writeValues(vm, diskEntry, defaultValues(diskEntry, vm, policy), removed, toView));

describe("disks that a VM lacks", () => {
  test.for<readonly [string, VmView, readonly RemovedValues[], string]>([
    ["new ones are appended, in the order of their volumes", vmOf("abcd", "b"), [], "bacd"],
    ["one returns to its index", vmOf("abc", "ab"), [at({ c: 1 })], "acb"],
    ["at the beginning too", vmOf("abc", "ab"), [at({ c: 0 })], "cab"],
    ["an index beyond the end is the end", vmOf("abc", "ab"), [at({ c: 9 })], "abc"],
    ["several, the first index first", vmOf("abcd", "ab"), [at({ d: 0, c: 2 })], "dacb"],
    ["a new one comes after those that return", vmOf("abcd", "ab"), [at({ d: 1 })], "adbc"],
    ["the first list that has one decides", vmOf("abc", "ab"), [at({ c: 0 }), at({ c: 1 })], "cab"],
    ["the second has what the first has not", vmOf("abcd", "ab"), [at({ d: 0 }), at({ c: 1 })], "dcab"],
    ["nothing is missing", vmOf("ab", "ba"), [at({ a: 0 })], "ba"],
  ])("%s", ([, vm, removed, names]) => {
    expect(filled(vm, removed)).toBe(names);
  });

  test("nothing to write leaves the view as it is", () => {
    const vm = vmOf("ab", "ab");
    expect(writeValues(vm, diskEntry, [], [], toView)).toBe(vm);
  });

  test("what is no item of a list is written where it belongs", () => {
    const vm = vmOf("ab", "ab");
    const { disks } = writeValues(vm, diskBus, defaultValues(diskBus, vm, policy), [], toView);
    expect(disks.map((disk) => disk.value)).toEqual([
      { name: "a", disk: { bus: "virtio" } },
      { name: "b", disk: { bus: "virtio" } },
    ]);
  });
});

describe("the stored index of a disk counts", () => {
  const none: RemovedValues = new Map();
  /** The list that the update sent has the disks of `sentDisks`; the stored one had `storedDisks` of its owner's. */
  test.for<readonly [string, string, string, RemovedValues, RemovedValues, "stored" | "sent"]>([
    ["as many disks of the owner's as before", "ab", "ab", none, at({ c: 0, d: 2 }), "stored"],
    ["others, but as many", "ab", "xy", none, at({ c: 0, d: 2 }), "stored"],
    ["none of the owner's", "", "", none, at({ c: 0, d: 1 }), "stored"],
    ["one of the owner's more", "ab", "a", none, at({ c: 0, d: 2 }), "sent"],
    ["one less", "a", "ab", none, at({ c: 0, d: 2 }), "sent"],
    ["one of them was not there", "ab", "ab", none, at({ d: 2 }), "sent"],
    ["the last of them was not there", "ab", "ab", none, at({ c: 2 }), "sent"],
    ["they were in another order", "ab", "ab", none, at({ c: 2, d: 0 }), "sent"],
    ["at one index", "ab", "ab", none, at({ c: 2, d: 2 }), "sent"],
    ["what was sent completes it", "ab", "ab", at({ c: 0 }), at({ d: 2 }), "stored"],
    ["what was sent is in another order", "ab", "ab", at({ c: 3 }), at({ c: 0, d: 2 }), "sent"],
  ])("%s", ([, sentDisks, storedDisks, sent, stored, which]) => {
    const vm = vmOf(`${sentDisks}cd`, sentDisks);
    const values = defaultValues(diskEntry, vm, policy);
    const indexes = indexesOf(values, vmOf(`${storedDisks}cd`, storedDisks), sent, stored);
    expect(indexes).toEqual(which === "stored" ? [sent, stored] : [sent]);
  });
});

describe("fields that a default may be written to", () => {
  const keysOf = (...disks: readonly string[]): readonly string[] => {
    const vm = toView({
      spec: { template: { spec: { domain: { devices: { disks: disks.map((name) => ({ name })) } } } } },
    });
    return fieldsOf(diskEntry, vm).map(({ key }) => key);
  };
  const nameOf = (length: number): string => "n".repeat(length - "disks[]".length);

  test("names are no longer than Kubernetes allows", () => {
    expect(keysOf(nameOf(300), nameOf(301))).toEqual([`disks[${nameOf(300)}]`]);
  });

  test("of items with one name there is none", () => {
    expect(keysOf("a", "b", "a", "c", "a")).toEqual(["disks[b]", "disks[c]"]);
  });
});
