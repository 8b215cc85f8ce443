import { expect, test } from "vitest";
import { bareInstance } from "../../src/rules/bare-instance.ts";
import { inputOf, ruleTable } from "../support/rule-table.ts";
import { mergePatch, vm, vmi } from "../support/vm.ts";

const reference = {
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  name: "web",
  uid: "0b5d2c0e-5f0a-4f86-9f5d-000000000001",
  controller: true,
};

ruleTable(bareInstance, [
  ["a VirtualMachine", vm()],
  ["a VirtualMachine without a spec", vm({ spec: null })],
  ["a pool", vm({ apiVersion: "pool.kubevirt.io/v1beta1", kind: "VirtualMachinePool" })],
  ["an instance", vmi(), "forbidden kind"],
  ["an instance without a spec", { kind: "VirtualMachineInstance" }, "forbidden kind"],
  [
    "a VMI that names a controller which did not create it",
    mergePatch(vmi(), { metadata: { ownerReferences: [reference] } }),
    "forbidden metadata.ownerReferences",
  ],
  [
    "a VMI that names an owner which is not its controller",
    mergePatch(vmi(), { metadata: { ownerReferences: [{ ...reference, controller: false }] } }),
    "forbidden kind",
  ],
  [
    "a replica set",
    { kind: "VirtualMachineInstanceReplicaSet", spec: { template: { spec: {} } } },
    "forbidden kind",
  ],
]);

test("an instance that KubeVirt makes", () => {
  expect(bareInstance.check({ ...inputOf(vmi()), hasNoController: false })).toEqual([]);
});
