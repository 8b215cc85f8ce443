import { describe, expect, test } from "vitest";
import { claimsOf } from "../../src/defaults/claims.ts";

const running = ["spec", "running"] as const;
const bus = ["spec", "disks", 0, "bus"] as const;
const spec = { running: true, disks: [{ name: "root", bus: "virtio" }, { bus: "sata" }] };
const fieldsV1 = { "f:spec": { "f:running": {}, "f:disks": {} } };

const entry = (manager: string, operation: string, time: string, subresource?: string) => ({
  ...{ manager, operation, time, subresource },
  fieldsV1: operation === "Apply" ? fieldsV1 : {},
});
const before = entry("flux", "Apply", "t1");
const now = entry("flux", "Apply", "t2");

function claimsBy(entries: readonly object[], fieldManager = "", old: readonly object[] = [before]) {
  const object = { metadata: { managedFields: entries }, spec };
  return {
    object,
    claims: claimsOf({ object, oldObject: { metadata: { managedFields: old } }, fieldManager }),
  };
}

describe("a server-side apply claims what it sent", () => {
  test.for<[what: string, entries: object[], manager: string, field: boolean, lists: boolean]>([
    ["its own entry, by time", [now], "", true, true],
    ["an entry that is new", [before, entry("argocd", "Apply", "t1")], "", true, true],
    ["an old entry of a request whose manager is not known", [before], "", false, false],
    ["an old entry of the manager", [before], "flux", true, true],
    ["an entry of another manager", [now], "helm", false, false],
    ["an update of the same manager is no apply", [entry("flux", "Update", "t2")], "flux", false, false],
    ["an apply to status", [entry("flux", "Apply", "t2", "status")], "flux", false, false],
    ["the manager patches after its apply", [before, entry("flux", "Update", "t2")], "flux", true, false],
    ["both at once", [now, entry("flux", "Update", "t2")], "flux", true, true],
    ["another manager patches", [before, entry("edit", "Update", "t2")], "flux", true, true],
    ["its patch of status", [before, entry("flux", "Update", "t2", "status")], "flux", true, true],
  ])("%s", ([, entries, manager, field, lists]) => {
    const { object, claims } = claimsBy(entries, manager);
    expect([claims.has(object, running), claims.has(object, bus), claims.hasLists]).toEqual([
      field,
      lists,
      lists,
    ]);
    expect(claims.has(object, ["spec", "other"])).toBe(false);
  });

  test("a patch that was there before takes nothing away", () => {
    const patched = entry("flux", "Update", "t0");
    expect(claimsBy([before, patched], "flux", [before, patched]).claims.hasLists).toBe(true);
  });
});

describe("a client-side apply claims what its manifest states", () => {
  const annotated = (manifest: unknown) => ({
    metadata: {
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(manifest) },
    },
    spec,
  });
  const has = (manifest: unknown, path: readonly (string | number)[], old: unknown = {}): boolean => {
    const object = annotated(manifest);
    return claimsOf({ object, oldObject: old, fieldManager: "" }).has(object, path);
  };

  test.for<[what: string, disks: object[], isClaimed: boolean]>([
    ["the item of its name, wherever it is", [{ name: "x" }, { name: "root", bus: "scsi" }], true],
    ["an item of another name", [{ name: "x", bus: "scsi" }], false],
    ["the first of two of a name", [{ name: "root" }, { name: "root", bus: "scsi" }], false],
    ["an item without a name", [{ bus: "scsi" }], false],
  ])("%s", ([, disks, isClaimed]) => {
    expect(has({ spec: { disks } }, bus)).toBe(isClaimed);
  });

  test("a field, not what it does not state, and no item without a name", () => {
    const manifest = { spec: { running: false, disks: [{ bus: "sata" }, { bus: "sata" }] } };
    expect(has(manifest, running)).toBe(true);
    expect(has({ spec: {} }, running)).toBe(false);
    expect(has(manifest, ["spec", "disks", 1, "bus"])).toBe(false);
  });

  test("a manifest that was there before claims nothing", () => {
    const manifest = { spec: { running: false } };
    expect(has(manifest, running, annotated(manifest))).toBe(false);
  });
});
