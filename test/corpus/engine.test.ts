import { expect, test } from "vitest";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { isObject } from "../../src/field/json.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { admit, request, today } from "../support/review.ts";
import { deepFreeze } from "../support/vm.ts";

/** Whether everything in `before` is in `after` too, at the same place; null is nothing. */
function survives(before: unknown, after: unknown): boolean {
  if (before === null) return true;
  if (Array.isArray(before))
    return Array.isArray(after) && before.every((item, i) => survives(item, after[i]));
  if (!isObject(before)) return before === after;
  return isObject(after) && Object.entries(before).every(([name, value]) => survives(value, after[name]));
}

for (const folder of ["vms", "vmis", "pools", "replicasets", "odd"]) {
  describeCorpus(folder, () => {
    test("every object is reviewed; mutating twice is mutating once; what the user wrote survives", () => {
      const objects = corpusFiles(folder).flatMap(({ name, content }) =>
        readManifests(new TextDecoder().decode(content)).map(({ object }) => ({
          name,
          object: deepFreeze(object),
        })),
      );
      expect(objects.length).toBeGreaterThan(0);
      for (const { name, object } of objects) {
        const creation = request(object, { kind: groupVersionKindOf(object) });
        const once = admit(creation, defaultPolicy, today);
        const twice = admit({ ...creation, object: once.object }, defaultPolicy, today);
        expect(JSON.stringify(twice.object), name).toBe(JSON.stringify(once.object));
        expect(survives(object, once.object), name).toBe(true);
      }
    });
  });
}
