import fc from "fast-check";
import { applyPatch } from "rfc6902";
import { expect, test } from "vitest";
import { createPatch } from "../../src/admission/json-patch.ts";

test.for([
  ["nothing changed", { a: [1] }, { a: [1] }, []],
  ["a member added", {}, { a: 1 }, [{ op: "add", path: "/a", value: 1 }]],
  ["a member changed", { a: 1 }, { a: 2 }, [{ op: "replace", path: "/a", value: 2 }]],
  ["a member removed", { a: 1 }, {}, [{ op: "remove", path: "/a" }]],
  ["a missing parent", {}, { a: { b: 1 } }, [{ op: "add", path: "/a", value: { b: 1 } }]],
  ["a null parent", { a: null }, { a: { b: 1 } }, [{ op: "replace", path: "/a", value: { b: 1 } }]],
  ["a name with a slash", { a: {} }, { a: { "x/y~z": 1 } }, [{ op: "add", path: "/a/x~1y~0z", value: 1 }]],
  ["an item appended", { a: [1] }, { a: [1, 2] }, [{ op: "add", path: "/a/1", value: 2 }]],
  ["a field in an item", { a: [{}] }, { a: [{ b: 1 }] }, [{ op: "add", path: "/a/0/b", value: 1 }]],
  ["an item removed from the middle", { a: [1, 2, 3] }, { a: [1, 3] }, [{ op: "remove", path: "/a/1" }]],
  ["an item added before others", { a: [2, 3] }, { a: [1, 2, 3] }, [{ op: "add", path: "/a/0", value: 1 }]],
  [
    "the middle is another, and longer",
    { a: [1, 2, 5] },
    { a: [1, 3, 4, 5] },
    [
      { op: "replace", path: "/a/1", value: 3 },
      { op: "add", path: "/a/2", value: 4 },
    ],
  ],
  ["one of two equal items removed", { a: [1, 1] }, { a: [1] }, [{ op: "remove", path: "/a/1" }]],
] as const)("%s", ([, before, after, patch]) => {
  expect(createPatch(before, after)).toEqual(patch);
});

// The library that applies the patches here leaves "__proto__" out, for safety.
const object = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__"')),
);

const items = fc.array(fc.nat(3), { maxLength: 8 }).map((list) => ({ list }));

test.for([
  ["the two are", object],
  ["of the same items two lists are", items],
] as const)("applying the difference gives the second value, whatever %s", ([, values]) => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const box = structuredClone({ value: before });
      const failures = applyPatch(box, createPatch({ value: before }, { value: after }));
      expect(failures.filter((failure) => failure !== null)).toEqual([]);
      expect(JSON.parse(JSON.stringify(box))).toEqual(JSON.parse(JSON.stringify({ value: after })));
    }),
  );
});
