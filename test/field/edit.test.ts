import { expect, test } from "vitest";
import { type Edit, setAllIn, setIn } from "../../src/field/edit.ts";
import { deepFreeze } from "../support/vm.ts";

const object = deepFreeze({ list: [{ a: 1 }, null, { b: { c: 2 } }], name: "x", none: null });

/** Situations in words and the edits; what comes out is what the same edits give one by one. */
const cases: readonly (readonly [title: string, edits: readonly Edit[]])[] = [
  ["none", []],
  ["one", [[["list", 0, "a"], 2]]],
  [
    "several items of a list",
    [
      [["list", 2, "b", "c"], 3],
      [["list", 0, "a"], 2],
    ],
  ],
  [
    "several members of an item",
    [
      [["list", 0, "a"], 2],
      [["list", 0, "b"], 3],
    ],
  ],
  [
    "an item that is null and one past the end",
    [
      [["list", 1, "a"], 2],
      [["list", 3, "a"], 3],
    ],
  ],
  [
    "members that are missing, or null, on the way",
    [
      [["none", "a", "x"], 1],
      [["none", "a", "y"], 2],
      [["more", "b"], 3],
    ],
  ],
  [
    "a way that is barred",
    [
      [["name", "a"], 1],
      [["name", "b"], 2],
      [["list", "a"], 3],
    ],
  ],
  [
    "a member named __proto__",
    [
      [["__proto__", "a"], 1],
      [["__proto__", "b"], 2],
    ],
  ],
];

test.for(cases)("edits at once: %s", ([, edits]) => {
  const oneByOne = edits.reduce<unknown>((result, [path, value]) => setIn(result, path, value), object);
  expect(JSON.stringify(setAllIn(object, edits))).toBe(JSON.stringify(oneByOne));
});

test("a hundred thousand edits of one list copy it once", () => {
  const items = Array.from({ length: 100_000 }, () => ({}));
  const start = performance.now();
  const edited = setAllIn(
    { items },
    items.map((_, i): Edit => [["items", i, "a"], i]),
  );
  expect(edited).toHaveProperty("items.99999.a", 99_999);
  // One by one it is ten seconds and more.
  expect(performance.now() - start).toBeLessThan(3000);
});
