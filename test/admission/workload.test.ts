import { expect, test } from "vitest";
import { type Decision } from "../../src/admission/admit.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { admit, request, today, findingsOf } from "../support/review.ts";
import { mergePatch } from "../support/vm.ts";
import { workload } from "../support/workload.ts";

const kind = { group: "cpln.io", version: "v1", kind: "workload" };
const ask = (object: unknown, oldObject?: unknown, policy = defaultPolicy): Decision => {
  const changes = oldObject === undefined ? { kind } : { kind, operation: "UPDATE", oldObject };
  return admit(request(object, changes), policy, today);
};
const withCpu = (cpu: string, changes: object = {}) =>
  workload({ spec: { containers: [{ name: "web", cpu, memory: "2Gi" }], ...changes } });
const fraction = "whole-core-cpu spec.containers[0].cpu";

test("the minimal workload is admitted as it is", () => {
  expect(ask(workload())).toMatchObject({ patch: [], findings: [], warnings: [] });
});

test("what is left out is filled in on CREATE, once, and not on UPDATE", () => {
  const sparse = workload({ spec: { vm: { runStrategy: null } } });
  const { object, patch } = ask(sparse);
  expect(patch).toEqual([{ op: "add", path: "/spec/vm/runStrategy", value: "Always" }]);
  expect(ask(object).patch).toEqual([]);
  expect(ask(sparse, workload()).patch).toEqual([]);
});

test("it is judged under the ids and actions of the contract's rules", () => {
  expect(findingsOf(ask(withCpu("1500m")))).toEqual([`enforce ${fraction}`]);
  expect(
    findingsOf(ask(withCpu("1500m"), undefined, { ...defaultPolicy, rules: { "whole-core-cpu": "warn" } })),
  ).toEqual([`warn ${fraction}`]);
  expect(
    findingsOf(ask(withCpu("1500m"), undefined, { ...defaultPolicy, rules: { "whole-core-cpu": "off" } })),
  ).toEqual([]);
});

test("an update is refused only for what it makes worse", () => {
  expect(findingsOf(ask(withCpu("500m"), withCpu("1500m")))).toEqual([`warn ${fraction}`]);
  expect(findingsOf(ask(withCpu("500m"), workload()))).toEqual([`enforce ${fraction}`]);
});

test("an update of the org alone is judged: it says which images are the workload's own", () => {
  const source = { http: null, oci: { image: "/org/acme/image/web:1" } };
  const own = workload({ spec: { vm: { bootDisk: { source } } } });
  expect(findingsOf(ask(mergePatch(own, { org: "evil" }), own))).toEqual([
    "enforce import-source spec.vm.bootDisk.source.oci.image",
  ]);
  expect(findingsOf(ask(mergePatch(own, { org: null }), own))).toHaveLength(1);
  expect(findingsOf(ask(mergePatch(own, { gvc: "other", tags: { a: "b" } }), own))).toEqual([]);
});

test("a workload of another type is none of our business", () => {
  expect(ask(workload({ spec: { type: "standard", vm: null, containers: [] } }))).toMatchObject({
    patch: [],
    findings: [],
  });
});
