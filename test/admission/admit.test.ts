import { expect, test } from "vitest";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { admit, create, request, today, findingsOf, update } from "../support/review.ts";
import { deepFreeze, mergePatch, vm, vmWithTemplate } from "../support/vm.ts";

const cpu = (value: unknown) => ({ domain: { resources: { requests: { cpu: value } } } });
const unmarked = { metadata: { annotations: { "vm.cpln.io/contract": null } } };
const bare = (template: unknown) =>
  deepFreeze(mergePatch(vmWithTemplate(template), { spec: { template: unmarked } }));
const requestsCpu = "whole-core-cpu spec.template.spec.domain.resources.requests.cpu";

test("the minimal VirtualMachine is admitted as it is", () => {
  expect(create(vm())).toMatchObject({ patch: [], findings: [], warnings: [] });
});

test("a violation is refused on CREATE and the patch still says what would be filled in", () => {
  expect(findingsOf(create(bare(cpu("1500m"))))).toEqual([`enforce ${requestsCpu}`]);
});

test.for([
  ["another kind", { kind: { group: "", version: "v1", kind: "Pod" } }],
  [
    "the same kind of another group",
    { kind: { group: "example.com", version: "v1", kind: "VirtualMachine" } },
  ],
  ["a subresource", { subResource: "status" }],
  ["DELETE", { operation: "DELETE" }],
  ["CONNECT", { operation: "CONNECT" }],
] as const)("%s is not judged", ([, changes]) => {
  const object = vmWithTemplate(cpu("1500m"));
  expect(admit(request(object, changes), defaultPolicy, today)).toEqual({
    object,
    patch: [],
    findings: [],
    warnings: [],
    injectionWarnings: [],
  });
});

test("an older API version is judged as v1", () => {
  const kind = { group: "kubevirt.io", version: "v1alpha3", kind: "VirtualMachine" };
  expect(findingsOf(admit(request(vmWithTemplate(cpu("0")), { kind }), defaultPolicy, today))).toHaveLength(
    1,
  );
});

test("an object that is being deleted is left alone", () => {
  const dying = mergePatch(bare(cpu("1500m")), { metadata: { deletionTimestamp: "2026-06-15T12:00:00Z" } });
  expect(update(dying, bare(cpu("0")))).toMatchObject({ patch: [], findings: [] });
});

test("a deletionTimestamp in an object that is created is no way round", () => {
  const { object, findings: violations } = create(
    mergePatch(bare(cpu("0")), { metadata: { deletionTimestamp: "2026-06-15T12:00:00Z" } }),
  );
  expect(violations).toHaveLength(1);
  expect(object).toMatchObject({
    spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": "v1" } } } },
  });
});

test("an update that leaves the spec alone is left alone", () => {
  const labelled = mergePatch(bare(cpu("0")), { metadata: { labels: { team: "a" } } });
  expect(update(bare(cpu("0")), labelled)).toMatchObject({ object: labelled, patch: [], findings: [] });
});

test("an older VM can be changed for what is good while its bad field stays", () => {
  expect(
    findingsOf(
      update(bare(cpu("1500m")), mergePatch(bare(cpu("1500m")), { spec: { runStrategy: "Halted" } })),
    ),
  ).toEqual([`warn ${requestsCpu}`]);
});

test("a bad field may be improved and still be bad", () => {
  expect(findingsOf(update(bare(cpu("1500m")), bare(cpu("500m"))))).toEqual([`warn ${requestsCpu}`]);
});

test("a second bad field is refused", () => {
  const worse = bare({ domain: { resources: { requests: { cpu: "1500m" }, limits: { cpu: "1500m" } } } });
  expect(findingsOf(update(bare(cpu("1500m")), worse))).toEqual([
    `warn ${requestsCpu}`,
    "enforce whole-core-cpu spec.template.spec.domain.resources.limits.cpu",
  ]);
});

test("what was only advised against excuses nothing that aborts the guest's run", () => {
  const withUserData = (userData: string) =>
    bare({
      volumes: [
        { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
        { name: "ci", cloudInitNoCloud: { userData } },
      ],
    });
  const advised = withUserData("#cloud-confg\n");
  const aborting = withUserData("#cloud-config-archive\n- type: shell\n  content: echo hello\n");
  const place = "cloud-init-content spec.template.spec.volumes[1].cloudInitNoCloud.userData";
  expect(findingsOf(update(bare({}), advised))).toEqual([`warn ${place}`]);
  expect(findingsOf(update(advised, aborting))).toEqual([`enforce ${place}`]);
  expect(findingsOf(update(aborting, advised))).toEqual([`warn ${place}`]);
});

test("an action in the policy turns a refusal into a warning or silence", () => {
  const object = vmWithTemplate(cpu("0"));
  const withAction = (action: "warn" | "off") =>
    create(object, { ...defaultPolicy, rules: { "whole-core-cpu": action } });
  expect(findingsOf(withAction("warn"))).toEqual([`warn ${requestsCpu}`]);
  expect(withAction("warn").warnings).toHaveLength(1);
  expect(withAction("off")).toMatchObject({ findings: [], warnings: [] });
});

test.for([
  ["by an owner who gives a reason", "two of three", "warn"],
  ["by one who gives none", " ", "enforce"],
  ["by one whose reason would not be one line", "two\nof three", "enforce"],
  ["by nobody", null, "enforce"],
])("an exemption that is asked for %s", ([, reason, action]) => {
  const rules = ["whole-core-cpu"];
  const exemption = { rules, namespaces: ["shop"], names: ["*"], reason: "a trial", asked: true };
  const annotations = { "vm.cpln.io/exempt.whole-core-cpu": reason };
  const object = mergePatch(vmWithTemplate(cpu("0")), { spec: { template: { metadata: { annotations } } } });
  const result = create(object, { ...defaultPolicy, exemptions: [exemption] });
  expect(findingsOf(result)).toEqual([`${action} ${requestsCpu}`]);
  expect(result.warnings.join()).toContain(
    action === "warn" ? "(exempt: a trial; two of three) [whole-core-cpu]" : "",
  );
  expect(findingsOf(create(object, defaultPolicy))).toEqual([`enforce ${requestsCpu}`]);
});

test.for([
  ["one that still holds", "2026-06-15", "warn"],
  ["one that expired yesterday", "2026-06-14", "enforce"],
] as const)("an exemption: %s", ([, expires, action]) => {
  const exemption = {
    rules: ["whole-core-cpu"],
    namespaces: ["shop"],
    names: ["we*"],
    reason: "a trial",
    expires,
  };
  const result = create(vmWithTemplate(cpu("0")), { ...defaultPolicy, exemptions: [exemption] });
  expect(findingsOf(result)).toEqual([`${action} ${requestsCpu}`]);
  expect(result.warnings.join()).toContain(action === "warn" ? "(exempt: a trial) [whole-core-cpu]" : "");
});
