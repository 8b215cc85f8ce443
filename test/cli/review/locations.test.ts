import { expect, test } from "vitest";
import { readManifests } from "../../../src/cli/review/manifests.ts";
import type { Path } from "../../../src/field/path.ts";

/** The line and column of a path, and what carets would be below. */
function found(text: string, path: Path): unknown {
  const { line, column, endColumn, excerpt } = readManifests(text).at(-1)?.locate(path) ?? {
    ...{ line: 0, column: 0, endColumn: 0, excerpt: { text: "", start: 0, end: 0 } },
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
      excerpt: { text: "", start: 0, end: 0 },
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
