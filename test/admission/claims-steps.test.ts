import { afterEach, describe, expect, test, vi } from "vitest";
import { admit } from "../../src/admission/admit.ts";
import type { AdmissionRequest } from "../../src/admission/admission-review.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { setIn } from "../../src/field/edit.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { counted } from "../support/counted.ts";
import { create, request, today } from "../support/review.ts";
import { mergePatch, vmWithTemplate } from "../support/vm.ts";

/*
 * Whose a field is, an update says for each of thousands of fields, in a manifest or a list of managers with thousands
 * of entries: neither may be searched once for each field or entry of the other.
 */

afterEach(() => {
  vi.restoreAllMocks();
});

const { parse } = JSON;
const list = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i));
const withDisks = (disks: readonly unknown[]): unknown => vmWithTemplate({ domain: { devices: { disks } } });
const stored = (n: number): unknown => create(withDisks(list(n, (i) => ({ name: `d-${i}` })))).object;
const halted = { spec: { runStrategy: "Halted" } };

const engine = createEngine(defaultPolicy);
const twiceIsTwice = (steps: (n: number) => number): void => {
  const [least, once, twice] = [0, 200, 400].map(steps);
  expect(Number(once)).toBeGreaterThan(Number(least));
  expect(Number(twice) - Number(once)).toBeLessThan(1.2 * (Number(once) - Number(least)) + 1000);
};

describe("a manifest that was applied", () => {
  const steps = (oldObject: unknown, items: readonly unknown[]): number => {
    const manifest = JSON.stringify(withDisks(items));
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": manifest };
    const object = mergePatch(oldObject, { ...halted, metadata: { annotations } });
    const parsed = counted(JSON.parse(manifest));
    vi.spyOn(JSON, "parse").mockImplementation((text, ...others) =>
      text === manifest ? parsed.value : (parse(text, ...others) as unknown),
    );
    admit(request(object, { operation: "UPDATE", oldObject }), engine, today);
    return parsed.steps();
  };

  test.for<[string, (i: number) => unknown]>([
    ["numbers", (i) => i],
    ["items without names", () => ({})],
    ["items of one name", () => ({ name: "d" })],
    ["the machine's own disks", (i) => ({ name: `d-${i}` })],
  ])("%s", ([, item]) => {
    twiceIsTwice((n) => steps(stored(n), list(4 * n, item)));
  });
});

describe("the managers of its fields", () => {
  const steps = (n: number, operation: string, fieldManager: string): number => {
    const vm = stored(2);
    const entry = (manager: string, i: number): unknown => ({ manager: `${manager}-${i}`, operation });
    // Each of the known ones is the last that a search would come to.
    const known = list(4 * n, (i) => entry("a", i));
    const managed = (entries: readonly unknown[]): unknown =>
      setIn(vm, ["metadata", "managedFields"], entries);
    const object = counted(mergePatch(managed([...known, entry("b", 0)]), halted));
    const oldObject = counted(managed([...list(4 * n, (i) => entry("c", i)), ...known]));
    const updated: Partial<AdmissionRequest> = {
      operation: "UPDATE",
      oldObject: oldObject.value,
      fieldManager,
    };
    admit(request(object.value, updated), engine, today);
    return object.steps() + oldObject.steps();
  };

  test.for([
    ["Apply", ""],
    ["Apply", "kubectl"],
    ["Update", ""],
  ] as const)("%s by %j", ([operation, fieldManager]) => {
    twiceIsTwice((n) => steps(n, operation, fieldManager));
  });
});
