import { expect, test } from "vitest";
import { type Edit, removeAllIn, removeIn, setAllIn, setIn } from "../../src/field/edit.ts";
import type { Path } from "../../src/field/path.ts";
import { counted } from "../support/counted.ts";
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

test.for<[title: string, paths: readonly Path[]]>([
  ["none", []],
  ["one", [["list", 0, "a"]]],
  [
    "several items' members",
    [
      ["list", 2, "b", "c"],
      ["list", 0, "a"],
    ],
  ],
  ["two members of one object", [["list", 0, "a"], ["name"], ["none"]]],
  [
    "an item, then one that has moved",
    [
      ["list", 0],
      ["list", 1],
    ],
  ],
  [
    "what is not there",
    [
      ["list", 7, "a"],
      ["list", 0, "x"],
      ["more", "a"],
    ],
  ],
  [
    "a member and what stood in it",
    [
      ["list", 2, "b"],
      ["list", 2, "b", "c"],
    ],
  ],
])("removed at once: %s", ([, paths]) => {
  const oneByOne = paths.reduce<unknown>(removeIn, object);
  expect(JSON.stringify(removeAllIn(object, paths))).toBe(JSON.stringify(oneByOne));
});

/** Looks at a list of n items, and at each of what was made of it, while all of them are changed. */
function steps(n: number, change: (object: unknown, n: number) => unknown): number {
  const list = counted({ items: Array.from({ length: n }, () => ({ a: { b: 0 }, c: 0 })), more: {} });
  change(list.value, n);
  return list.steps();
}

const indexes = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test.for<[title: string, change: (object: unknown, n: number) => unknown]>([
  [
    "set",
    (object, n) =>
      setAllIn(
        object,
        indexes(n).map((i): Edit => [["items", i, "c"], i]),
      ),
  ],
  [
    "set in several members",
    (object, n) =>
      setAllIn(object, [...indexes(n).map((i): Edit => [["items", i, "c"], i]), [["more", "a"], 1]]),
  ],
  [
    "removed",
    (object, n) =>
      removeAllIn(
        object,
        indexes(n).map((i): Path => ["items", i, "a", "b"]),
      ),
  ],
])("twice the items take twice the steps: %s", ([, change]) => {
  // One by one, each change copies the list.
  expect(steps(1000, change)).toBeLessThan(2.2 * steps(500, change));
});
