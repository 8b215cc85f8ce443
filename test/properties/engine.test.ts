import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { applyPatch } from "rfc6902";
import { setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { formatPath, toPointer, type Path } from "../../src/field/path.ts";
import { type Decision } from "../../src/admission/admit.ts";
import { watchedResources } from "../../src/admission/resources.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { arbitraryVm, runs, someEdits } from "../support/arbitrary-vm.ts";
import { platform } from "../support/platform.ts";
import { admit, create, request, today, update } from "../support/review.ts";
import { deepFreeze } from "../support/vm.ts";

const seed = Number(process.env["VMGATE_SEED"] ?? Date.now() % 2 ** 31);

beforeAll(() => {
  console.log(`properties: ${runs} runs each, VMGATE_SEED=${seed}`);
});

/** Whether a violation points at something: a value, or for what is missing, where it would be. */
function resolves(object: unknown, { path, found }: Decision["findings"][number]): boolean {
  if (Field.root(object).at(...path).value !== undefined) return true;
  const missing = path.findIndex(
    (_, i) => Field.root(object).at(...path.slice(0, i + 1)).value === undefined,
  );
  // What is missing must be a member of what is there, never an item that a list has not.
  return found === "not set" || typeof path[missing] === "string";
}

test("whatever the object, every violation points into it", () => {
  fc.assert(
    fc.property(arbitraryVm, (object) => {
      const result = create(deepFreeze(object));
      const lost = result.findings.filter((violation) => !resolves(result.object, violation));
      expect(lost.map(({ rule, path }) => `${rule} ${formatPath(path)}`)).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
});

test("any JSON of any kind is reviewed without an error", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...watchedResources),
      fc.jsonValue(),
      fc.jsonValue(),
      (kind, object, oldObject) => {
        const operations = ["CREATE", "UPDATE", "DELETE"] as const;
        for (const operation of operations) {
          admit(
            request({ spec: object }, { kind: { ...kind, version: "v1" }, operation, oldObject }),
            defaultPolicy,
            today,
          );
          admit(
            request(object, { kind: { ...kind, version: "v1" }, operation, oldObject }),
            defaultPolicy,
            today,
          );
        }
      },
    ),
    { numRuns: runs, seed },
  );
});

const injecting: Policy = { ...defaultPolicy, platform };

test("mutating is idempotent, byte for byte, and the patch gives the mutated object", () => {
  fc.assert(
    fc.property(arbitraryVm, fc.constantFrom(defaultPolicy, injecting), (object, policy) => {
      const once = create(object, policy);
      expect(JSON.stringify(create(once.object, policy).object)).toBe(JSON.stringify(once.object));
      expect(create(once.object, policy).patch).toEqual([]);
      const patched: unknown = structuredClone(object);
      applyPatch(patched, structuredClone([...once.patch]));
      expect(patched).toEqual(once.object);
    }),
    { numRuns: runs, seed },
  );
});

test("an update that is mutated twice is mutated once, byte for byte", () => {
  const policies = fc.constantFrom(defaultPolicy, injecting);
  fc.assert(
    fc.property(arbitraryVm, arbitraryVm, policies, fc.boolean(), (before, sent, policy, isCreated) => {
      const stored = isCreated ? create(before, policy).object : before;
      const once = update(stored, sent, policy).object;
      expect(JSON.stringify(update(stored, once, policy).object)).toBe(JSON.stringify(once));
    }),
    { numRuns: runs, seed },
  );
});

test("an update of a few fields that is mutated twice is mutated once, byte for byte", () => {
  const policies = fc.constantFrom(defaultPolicy, injecting);
  fc.assert(
    fc.property(arbitraryVm, someEdits, policies, (before, change, policy) => {
      const stored = create(before, policy).object;
      const once = update(stored, change(stored), policy).object;
      expect(JSON.stringify(update(stored, once, policy).object)).toBe(JSON.stringify(once));
    }),
    { numRuns: runs, seed },
  );
});

test("what the user wrote is still there, and what was filled in is never refused", () => {
  fc.assert(
    fc.property(arbitraryVm, (object) => {
      const { patch, findings: violations } = create(object);
      for (const operation of patch) {
        const replaced = Field.root(object).at(...pathOf(operation.path)).value;
        const isMark = /\/vm\.cpln\.io~1(contract|defaulted)$/.test(operation.path);
        const isEmpty = replaced === null || replaced === undefined || JSON.stringify(replaced) === "[]";
        expect([operation.op !== "remove", isEmpty || isMark]).toEqual([true, true]);
      }
      const written = new Set(patch.map(({ path }) => path));
      const refused = violations
        .filter(({ action }) => action === "enforce")
        .map(({ path }) => toPointer(path));
      expect(refused.filter((pointer) => written.has(pointer))).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
});

test("an update never refuses what it did not change", () => {
  fc.assert(
    fc.property(arbitraryVm, fc.constantFrom("Always", "Halted"), (stored, runStrategy) => {
      const changed = setIn(
        stored,
        ["spec", "template", "spec", "terminationGracePeriodSeconds"],
        runStrategy.length,
      );
      const refused = update(stored, changed).findings.filter(({ action }) => action === "enforce");
      expect(refused).toEqual([]);
    }),
    { numRuns: runs, seed },
  );
});

function pathOf(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
