import { expect, test } from "vitest";
import { createEngine } from "../../../src/admission/engine.ts";
import { ruleIds } from "../../../src/admission/rule-registry.ts";
import { watchedResources } from "../../../src/admission/resources.ts";
import { InventoryTaker } from "../../../src/cli/scan/inventory.ts";
import type { Inventory } from "../../../src/cli/scan/live-report.ts";
import { parsePolicy } from "../../../src/policy/file/parse.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import { mergePatch, vm, vmi } from "../../support/vm.ts";

const ca = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJIrSb8X2MzRj3gJGsfZ4cEYlfYFQGNsQ3oJ3hPzN3Mq";
const withCa = `platform: {ssh: {user: cpln, caPublicKeys: ["${ca}"]}}`;

function policyOf(text: string): Policy {
  const read = parsePolicy(`apiVersion: vmgate.cpln.io/v1\nkind: Policy\n${text}`, ruleIds);
  if (!("policy" in read)) throw new Error(JSON.stringify(read));
  return read.policy;
}

/** What is found out of these objects; no Secret can be read. */
async function take(policy: string, ...objects: readonly unknown[]): Promise<Inventory> {
  const inventory = new InventoryTaker(createEngine(policyOf(policy)));
  for (const object of objects) {
    const kind = (object as { kind?: unknown } | null)?.kind;
    const resource = watchedResources.find((row) => row.kind === kind) ?? watchedResources[0];
    if (resource !== undefined)
      await inventory.add(object, resource, () => Promise.resolve({ problem: "no permission" }));
  }
  return inventory.taken();
}

const older = vm({ spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": null } } } } });
const owner = {
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  name: "web",
  uid: "u",
  controller: true,
};
const running = (changes: object = {}): unknown =>
  mergePatch(vmi(), { metadata: { ownerReferences: [owner] }, status: { phase: "Running" }, ...changes });

test.for<[policy: string, why: string]>([
  ["", "older than vmgate, adopted by an update while stopped that sets vm.cpln.io/adopt"],
  ["adopt: stopped", "older than vmgate, adopted by an update while stopped"],
  ["adopt: never", "older than vmgate (adopt: never)"],
  ["mutate: false", "where the policy has mutate: false"],
  ["profiles: [{name: p, namespaces: [shop], mutate: false}]", "where the policy has mutate: false"],
  ['profiles: [{name: p, namespaces: [shop], rules: {"*": "off"}}]', "where no rule is in force"],
])("under the policy %j an older VM is %s", async ([policy, why]) => {
  const { notUnderContract } = await take(policy, older, vm());
  expect(notUnderContract).toEqual([{ namespace: "shop", why, objects: 1, names: ["VirtualMachine/web"] }]);
});

test("a VM that a pool owns counts too, and a pool does not", async () => {
  const owned = mergePatch(older, {
    metadata: { ownerReferences: [{ ...owner, kind: "VirtualMachinePool" }] },
  });
  const pool = { kind: "VirtualMachinePool", metadata: { name: "a", namespace: "shop" } };
  const { notUnderContract } = await take("", owned, pool);
  expect(notUnderContract.map(({ names }) => names)).toEqual([["VirtualMachine/web"]]);
});

const outdated = [
  {
    namespace: "shop",
    why: "brought up to date by a restart",
    objects: 1,
    names: ["VirtualMachineInstance/web"],
  },
];

test.for<[situation: string, vmi: unknown, isOutdated: boolean]>([
  ["running", running(), true],
  ["pending", running({ status: { phase: "Pending" } }), true],
  ["of no phase", running({ status: null }), true],
  ["that ended", running({ status: { phase: "Succeeded" } }), false],
  ["that failed", running({ status: { phase: "Failed" } }), false],
  ["that no VM controls", running({ metadata: { ownerReferences: null } }), false],
  ["of an older VM", running({ metadata: { annotations: { "vm.cpln.io/contract": null } } }), false],
])("an instance %s without the platform's part", async ([, instance, isOutdated]) => {
  if (isOutdated) expect((await take("", instance)).outdated).toEqual([]);
  const taken = await take(withCa, instance);
  expect([taken.outdated, taken.unchecked]).toEqual([isOutdated ? outdated : [], []]);
});

test("an instance whose Secret can't be read is not checked", async () => {
  const volumes = [{ name: "ci", cloudInitNoCloud: { secretRef: { name: "vmgate-u" } } }];
  const taken = await take(withCa, mergePatch(running(), { spec: { volumes } }));
  expect([taken.outdated, taken.unchecked]).toEqual([
    [],
    [{ ...outdated[0], why: "in a Secret (no permission)" }],
  ]);
});

test.for([null, 1, "x", [], {}, { metadata: 1 }, { kind: "VirtualMachineInstance", metadata: [] }])(
  "%j never throws",
  async (object) => {
    expect((await take(withCa, object)).outdated).toEqual([]);
  },
);
