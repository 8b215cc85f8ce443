import { expect, test } from "vitest";
import { bareInstance } from "../../src/rules/bare-instance.ts";
import { inputOf, ruleTable } from "../support/rule-table.ts";
import { vm, vmi } from "../support/vm.ts";

ruleTable(bareInstance, [
  ["a VirtualMachine", vm()],
  ["a VirtualMachine without a spec", vm({ spec: null })],
  ["a pool", vm({ apiVersion: "pool.kubevirt.io/v1beta1", kind: "VirtualMachinePool" })],
  ["an instance", vmi(), "forbidden kind"],
  ["an instance without a spec", { kind: "VirtualMachineInstance" }, "forbidden kind"],
  [
    "a replica set",
    { kind: "VirtualMachineInstanceReplicaSet", spec: { template: { spec: {} } } },
    "forbidden kind",
  ],
]);

test("an instance that KubeVirt makes", () => {
  expect(bareInstance.check({ ...inputOf(vmi()), isBare: false })).toEqual([]);
});
