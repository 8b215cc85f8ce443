import { expect, test } from "vitest";
import { readManifests } from "../../../src/cli/review/manifests.ts";
import type { Path } from "../../../src/field/path.ts";

/** The line and column of a path, and what carets would be below. */
function found(text: string, path: Path): unknown {
  const { line, column, endColumn, excerpt } = readManifests(text).at(-1)?.locate(path) ?? {
    ...{ line: 0, column: 0, endColumn: 0, excerpt: { text: "", start: 0, end: 0, before: [], after: [] } },
  };
  return [line, column, endColumn, excerpt.text.slice(excerpt.start, excerpt.end)];
}

test.for<[situation: string, text: string, path: Path, wanted: readonly unknown[]]>([
  ["a scalar", "a:\n  b: 1500m # x\n", ["a", "b"], [2, 6, 11, "1500m"]],
  ["a quoted scalar", 'a: "b c"\n', ["a"], [1, 4, 9, '"b c"']],
  ["a mapping is its key", "a:\n  b:\n    c: 1\n", ["a", "b"], [2, 3, 4, "b"]],
  ["nothing is the key around it", "a:\n  b:\n    c: 1\n", ["a", "b", "x", "y"], [2, 3, 4, "b"]],
  ["an empty value is its key", "a:\n  b:\n", ["a", "b"], [2, 3, 4, "b"]],
  ["an item", "a:\n- x\n- y: 1\n", ["a", 0], [2, 3, 4, "x"]],
  ["an item that is a mapping is where it begins", "a:\n- x\n- y: 1\n", ["a", 1], [3, 3, 4, "y"]],
  ["the whole", "a: 1\n", [], [1, 1, 2, "a"]],
  ["a block scalar begins at its mark", "a: |\n  x\n  y\n", ["a"], [1, 4, 5, "|"]],
  ["a folded one too", "a: >-\n  x\n", ["a"], [1, 4, 6, ">-"]],
  ["a scalar of two lines ends with the first", 'a: "x\n  y"\n', ["a"], [1, 4, 6, '"x']],
  ["after an indented copy of a line", 'a: "x\ny"\nb:\n  c: 1\n', ["b", "c"], [4, 6, 7, "1"]],
  ["in a line that was indented", 'a: {b: "x\ny", c: 1}\n', ["a", "c"], [2, 8, 9, "1"]],
  ["an alias", "a: &x {b: 1}\nc: *x\n", ["c", "b"], [2, 1, 2, "c"]],
  ["an alias itself", "a: &x 1\nc: *x\n", ["c"], [2, 4, 6, "*x"]],
  ["a merged member is at the mapping", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", ["c", "b"], [2, 1, 2, "c"]],
  ["line ends of Windows", "a:\r\n  b: x\r\n  c: y\r\n", ["a", "c"], [3, 6, 7, "y"]],
  ["a later document", "x: 1\n---\n# y\na:\n  b: 1\n", ["a", "b"], [5, 6, 7, "1"]],
  ["JSON on one line", '{"a": {"b": [1, 22]}}', ["a", "b", 1], [1, 17, 19, "22"]],
  ["tabs count as one", '{\n\t"a":\t1\n}', ["a"], [2, 7, 8, "1"]],
  ["characters of two units count as two", "a: [👍, b]\n", ["a", 1], [1, 9, 10, "b"]],
])("%s", ([, text, path, wanted]) => {
  expect(found(text, path)).toEqual(wanted);
});

test("of a long line only what is around is shown, and no user data in it", () => {
  const volumes = Array.from({ length: 2000 }, (_, i) => ({ name: `v${i}`, userData: "hunter2", n: i }));
  const [manifest] = readManifests(JSON.stringify({ volumes }));
  for (const i of [0, 1, 999, 1999]) {
    const { line, excerpt } = manifest?.locate(["volumes", i, "n"]) ?? {
      line: 0,
      excerpt: { text: "", start: 0, end: 0, before: [], after: [] },
    };
    expect(line).toBe(1);
    expect(excerpt.text.length).toBeLessThanOrEqual(160);
    expect(excerpt.text.slice(excerpt.start, excerpt.end)).toBe(String(i));
    expect(excerpt.text).toContain("*********");
    expect(excerpt.text).not.toContain("hunter2");
  }
});

test("what cannot be parsed has a place and no excerpt: nobody knows what in it is user data", () => {
  const [broken] = readManifests('a:\n  userData: "x\n hunter2\nb: {');
  expect(broken?.locate([]).excerpt.text).toBe("");
});

/** The lines above and below a path of an object of a text. */
function around(text: string, path: Path, object = 0): unknown {
  const excerpt = readManifests(text)[object]?.locate(path).excerpt;
  return [excerpt?.before, excerpt?.after];
}

test.for<[situation: string, text: string, path: Path, object: number, wanted: unknown]>([
  [
    "two above and two below",
    "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n",
    ["c"],
    0,
    [
      ["a: 1", "b: 2"],
      ["d: 4", "e: 5"],
    ],
  ],
  ["none above the first", "a: 1\nb: 2\n", ["a"], 0, [[], ["b: 2"]]],
  ["none below the last", "a: 1\nb: 2\n", ["b"], 0, [["a: 1"], []]],
  ["none of another document", "s: hunter2\n---\na: 1\n---\ns: hunter2\n", ["a"], 1, [[], []]],
  [
    "none of another item of a List",
    "kind: List\nitems:\n- s: hunter2\n- a: 1\n  b: 2\n- s: hunter2\n",
    ["a"],
    1,
    [[], ["  b: 2"]],
  ],
  ["no user data", "a: 1\nuserData: |\n  hunter2\nb: 2\n", ["b"], 0, [["userData: *", "*********"], []]],
  ["none in JSON on one line", '{"a": 1, "b": 2}', ["a"], 0, [[], []]],
  ["no indentation that is not in the file", 'a: "x\ny"\nb: 1\n', ["b"], 0, [['a: "x', 'y"'], []]],
])("the lines around it: %s", ([, text, path, object, wanted]) => {
  expect(around(text, path, object)).toEqual(wanted);
});

test("lines around it are cut where they are long", () => {
  const long = "x".repeat(1000);
  expect(around(`a: ${long}\nb: 1\nc: ${long}\n`, ["b"])).toEqual([
    [`a: ${"x".repeat(157)}`],
    [`c: ${"x".repeat(157)}`],
  ]);
});
