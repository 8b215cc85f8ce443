import { describe, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { admit, request, update } from "../support/review.ts";
import { change, clients, clientSideApply, specOf, stored } from "../support/clients.ts";
import { deepFreeze, mergePatch } from "../support/vm.ts";

/** The least that a user writes. */
const nothing = deepFreeze({
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
});
const limited = deepFreeze(
  mergePatch(nothing, { spec: { template: { spec: { domain: { resources: { limits: { cpu: "4" } } } } } } }),
);
const running = deepFreeze(mergePatch(nothing, { spec: { running: true } }));

const at = (object: unknown, path: string): unknown =>
  Field.root(object).at("spec", ...path.split(".")).value;
const cores = "template.spec.domain.cpu.cores";
const username = "system:serviceaccount:kubevirt:kubevirt-controller";
const duringRestore = (object: unknown): unknown =>
  deepFreeze(mergePatch(object, { status: { restoreInProgress: "restore" } }));

const old = stored(clientSideApply, nothing);
/** As KubeVirt sends a clone, and what it restores: not running. */
const halted = deepFreeze(mergePatch(old, { spec: { runStrategy: "Halted" } }));
const clone = (object: unknown): unknown => deepFreeze(admit(request(object, { username })).object);
const restore = (object: unknown, before = old): unknown =>
  deepFreeze(update(duringRestore(before), object, undefined, { username }).object);

describe.each([
  ["a clone", clone],
  ["a restore in place", restore],
] as const)("%s", (_words, copy) => {
  const copied = copy(halted);

  test("is stored as it was sent, and mutating twice is mutating once", () => {
    expect(specOf(copied)).toEqual(specOf(halted));
    expect(copy(copied)).toEqual(copied);
  });

  test.for(clients)("$name: what is ours follows the next manifest", (client) => {
    const { object } = change(client, nothing, limited, copied);
    expect(at(object, cores)).toBe(4);
    // It was KubeVirt that stopped it.
    expect(at(object, "runStrategy")).toBe("Halted");
  });

  test.for(clients)("$name: running takes the place of the run strategy", (client) => {
    const { object } = change(client, nothing, running, copied);
    expect(at(object, "running")).toBe(true);
    expect(at(object, "runStrategy")).toBeUndefined();
  });

  test.for(clients)("$name: what the user has stated stays the user's", (client) => {
    const stated = deepFreeze(
      mergePatch(nothing, { spec: { template: { spec: { domain: { cpu: { cores: 1 } } } } } }),
    );
    const both = deepFreeze(mergePatch(stated, { spec: (limited as { spec: object }).spec }));
    expect(at(change(client, stated, both, copy(stored(client, stated))).object, cores)).toBe(1);
  });
});

test("a restore into a VM that says in another way when it runs: its run strategy is still ours", () => {
  const ran = deepFreeze(change(clientSideApply, nothing, running, old).object);
  const since = deepFreeze(change(clientSideApply, running, nothing, ran).object);
  const sent = deepFreeze(mergePatch(ran, { spec: { running: null, runStrategy: "Always" } }));
  const restored = restore(sent, since);
  expect(at(restored, "runStrategy")).toBe("Always");
  const { object } = change(clientSideApply, nothing, running, restored);
  expect(at(object, "running")).toBe(true);
  expect(at(object, "runStrategy")).toBeUndefined();
});

test("a VM that has no record has none after a restore", () => {
  const unrecorded = deepFreeze(
    mergePatch(halted, {
      spec: { template: { metadata: { annotations: { "vm.cpln.io/defaulted": null } } } },
    }),
  );
  expect(restore(unrecorded)).toMatchObject({ spec: (unrecorded as { spec: object }).spec });
});
