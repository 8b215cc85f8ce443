import { describe, expect, test } from "vitest";
import { validateStored, type Decision } from "../../src/admission/admit.ts";
import { Field } from "../../src/field/field.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { admit, create, request, today, findingsOf, update } from "../support/review.ts";
import { deepFreeze, mergePatch, vm } from "../support/vm.ts";

/*
 * A restore in place, as KubeVirt's controller does it: it writes the whole spec of the snapshot while the status says
 * restoreInProgress, then the status is cleared.
 */

const controller = "system:serviceaccount:kubevirt:kubevirt-controller";
const restoring = { status: { restoreInProgress: "restore-web" } };
const record = "vm.cpln.io/restored";
const sidecars = "hooks.kubevirt.io/hookSidecars";

const halted = vm({ spec: { runStrategy: "Halted" } });
const annotated = (object: unknown, annotations: unknown): unknown =>
  deepFreeze(mergePatch(object, { spec: { template: { metadata: { annotations } } } }));
const hooked = annotated(halted, { [sidecars]: '[{"image":"example.com/hook"}]' });
const place = `single-container ["spec","template","metadata","annotations","${sidecars}"]`;
const refusal = `enforce single-container spec.template.metadata.annotations[${sidecars}]`;

function restore(before: unknown, object: unknown, policy: Policy = defaultPolicy): Decision {
  const oldObject = deepFreeze(mergePatch(before, restoring));
  return admit(request(object, { operation: "UPDATE", oldObject, username: controller }), policy, today);
}

const recordIn = (object: unknown): unknown =>
  Field.root(object).at("spec", "template", "metadata", "annotations", record).value;

const started = (object: unknown): unknown =>
  deepFreeze(mergePatch(object, { spec: { runStrategy: "Always" } }));

describe("what a restore brings back", () => {
  const { object: restored, findings: violations } = restore(halted, hooked);

  test("is a warning, and is recorded", () => {
    expect(violations.map(({ action, rule }) => `${action} ${rule}`)).toEqual(["warn single-container"]);
    expect(recordIn(restored)).toBe(JSON.stringify([place]));
    expect(recordIn(restore(halted, restored).object)).toBe(JSON.stringify([place]));
  });

  test("is no excuse afterwards, by either webhook, whatever becomes of the record", () => {
    const without = annotated(started(restored), { [record]: null });
    for (const object of [started(restored), without]) {
      expect(findingsOf(update(restored, object))).toEqual([refusal]);
      const stored = request(object, { operation: "UPDATE", oldObject: restored });
      expect(findingsOf(validateStored(stored, createEngine(defaultPolicy), today))).toEqual([refusal]);
    }
  });

  test("is repaired by taking it out, and the record goes with it", () => {
    const repaired = started(annotated(restored, { [sidecars]: null }));
    const { object, findings: left } = update(restored, repaired);
    expect(left).toEqual([]);
    expect(recordIn(object)).toBeUndefined();
  });

  test("stays recorded while the rule only warns", () => {
    const warns: Policy = { ...defaultPolicy, rules: { "single-container": "warn" } };
    const { object } = update(restored, annotated(started(restored), { [record]: null }), warns);
    expect(recordIn(object)).toBe(JSON.stringify([place]));
    expect(findingsOf(update(object, mergePatch(object, { spec: { runStrategy: "Halted" } })))).toEqual([
      refusal,
    ]);
  });

  test("stays recorded when it is restored once more over itself", () => {
    expect(recordIn(restore(restored, hooked).object)).toBe(JSON.stringify([place]));
  });
});

test("what the VM broke before the restore is excused as before", () => {
  const { object } = restore(hooked, hooked);
  expect(recordIn(object)).toBeUndefined();
  expect(findingsOf(update(object, started(object)))).toEqual([refusal.replace("enforce", "warn")]);
});

test("of the other rules what is brought back may stay", () => {
  const cpu = { spec: { template: { spec: { domain: { resources: { requests: { cpu: "1500m" } } } } } } };
  const { object } = restore(halted, deepFreeze(mergePatch(halted, cpu)));
  expect(recordIn(object)).toBeUndefined();
  expect(findingsOf(update(object, started(object))).join()).toMatch(/^warn whole-core-cpu [^,]*$/);
});

test("somebody else than KubeVirt's controller is refused while it restores", () => {
  const oldObject = deepFreeze(mergePatch(halted, restoring));
  const { findings: violations } = admit(
    request(hooked, { operation: "UPDATE", oldObject }),
    defaultPolicy,
    today,
  );
  expect(violations.map(({ action }) => action)).toEqual(["enforce"]);
});

test.for([
  ["a machine that is created", (object: unknown) => create(object)],
  ["an update of one that has none", (object: unknown) => update(halted, object)],
] as const)("a record that a user writes goes: %s", ([, reviewed]) => {
  expect(
    recordIn(reviewed(annotated(started(halted), { [record]: JSON.stringify([place]) })).object),
  ).toBeUndefined();
});

test.for([["not JSON"], ['{"a":1}'], ["[1,null]"], ["null"], ["x".repeat(20_000)]] as const)(
  "a record that vmgate did not write excuses as if there were none: %s",
  ([text]) => {
    const stored = annotated(hooked, { [record]: text });
    expect(findingsOf(update(stored, started(stored)))).toEqual([refusal.replace("enforce", "warn")]);
  },
);

test("a record that would be too long names rules alone", () => {
  const names = Array.from(
    { length: 150 },
    (_, i) => `a-template-with-a-rather-long-name-that-is-the-number-${i}`,
  );
  const bad = names.map((name) => ({ metadata: { name }, spec: { storage: {}, source: { s3: {} } } }));
  const { object } = restore(halted, deepFreeze(mergePatch(halted, { spec: { dataVolumeTemplates: bad } })));
  expect(recordIn(object)).toBe('["import-source"]');
  expect(
    findingsOf(update(object, started(object))).every((line) => line.startsWith("enforce import-source")),
  ).toBe(true);
});
