import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseManifests, readManifests, type Manifest } from "../../../src/cli/review/manifests.ts";
import { readPlainYaml } from "../../../src/cli/review/plain-yaml.ts";
import type { Path } from "../../../src/field/path.ts";
import { runs } from "../../support/arbitrary-vm.ts";
import { corpusFiles, describeCorpus } from "../../support/corpus.ts";

/** All paths of an object, with one that is missing at each. */
function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  yield [...path, "missing"];
  yield [...path, 99];
  for (const [key, member] of Object.entries(value ?? {}))
    if (typeof value === "object")
      yield* pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** What is read, and where everything in it is. What is shown above and below may differ in comments. */
function comparable({ object, line, problem, locate }: Manifest): unknown {
  const places = Array.from(pathsOf(object), (path) => {
    const { excerpt, ...place } = locate(path);
    return [path, { ...place, text: excerpt.text, start: excerpt.start, end: excerpt.end }];
  });
  return { object: JSON.stringify(object), line, problem, places };
}

/** Fails unless a text that is plain is read as the reader of all YAML reads it. */
function compare(text: string): boolean {
  if (readPlainYaml(text) === undefined) return false;
  expect(readManifests(text).map(comparable)).toEqual(parseManifests(text).manifests.map(comparable));
  return true;
}

test.for([
  ["mappings, sequences and scalars", "a:\n  b: [1, {c: 'd'}]\n  e:\n  - f: \"g\"\n  - - h\n"],
  [
    "every type",
    "a: yes\nb: ~\nc:\nd: 0o17\ne: 017\nf: 1_0.5\ng: .inf\nh: 1e3\ni: 2026-01-01\nj: 1:30\nk: -.5\n",
  ],
  ["types that are quoted", "a: 'yes'\nb: \"1\"\nc: |-\n  1\n"],
  ["blocks", "a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: |+\n  z\n\n"],
  ["a block that the text ends in", "a:\n- |\n  x"],
  ["comments", "# a\na: # b |\n  # c\n  |\n  # d\n# e\nb: [ # f ]\n  1, # g\n  ] # h\n"],
  ["documents", "---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\nc: 3\n"],
  ["lines that go on", "a: x\n  y\nb: 'x\n  y'\nc: \"x\\\n  y\"\n"],
  ["names of prototypes", "__proto__: {a: 1}\nconstructor: 2\ntoString:\n"],
  ["a key written twice", "a: 1\nb: 2\na: 3\n"],
  ["JSON", '{"a": {"b": [1, true, null, "\\u00e9"]},\n "c": []}\n'],
  ["objects in a list", "kind: List\nitems:\n- a: 1\n  b:\n- {a: 2}\n"],
  ["user data", "a: 1\nuserData: |\n  hunter2\n  hunter3\nb: {userData: hunter4, c: 5}\n"],
  ["characters of two units", "a: 👍\nb: [👍, c]\n"],
] as const)("%s: read as by the reader of all YAML", ([, text]) => {
  expect(compare(text)).toBe(true);
});

test.for([
  ["no YAML", "a: {"],
  ["an anchor", "a: &b 1\n"],
  ["an alias", "a: &b 1\nc: *b\n"],
  ["a tag", "a: !!str 1\n"],
  ["a merge key", "a: {<<: {b: 1}}\n"],
  ["a key that is no text", "1: a\n"],
  ["a key that is true", "on: a\n"],
  ["a key that is null", ": a\n"],
  ["a key that is a sequence", "? [a]\n: b\n"],
  ["a long key", `${"k".repeat(1001)}: 1\n`],
  ["a pair in a sequence", "[a: 1]\n"],
  ["an item without a value", "a:\n-\n- b\n"],
  ["a tab", "a:\t1\n"],
  ["line ends of Windows", "a: 1\r\n"],
  ["a byte order mark", "\uFEFFa: 1\n"],
  ["a directive", "%YAML 1.1\n---\na: 1\n"],
  ["an indented mark of a document", "a: |\n  ---\n"],
  ["a block whose indentation is given", "a: |2\n    x\n"],
  ["a block that begins with an empty line", "a: |\n\n  x\n"],
  ["a document that is a scalar", "a\n"],
  ["something after a quote", "- - 'a' b:\n"],
  ["deep nesting", `${"[".repeat(200)}${"]".repeat(200)}\n`],
] as const)("%s: left to the reader of all YAML", ([, text]) => {
  expect(readPlainYaml(text)).toBeUndefined();
});

/** Pieces of YAML, of which most texts that are made are not valid. */
const pieces = [
  ...[
    "a",
    "b",
    ": ",
    ":\n",
    "\n",
    "\n  ",
    "\n    ",
    "- ",
    "-\n",
    "1",
    "x y",
    "'q'",
    '"q"',
    "|\n",
    ">\n",
    "|-\n",
  ],
  ...[
    ">+\n",
    "|2\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    " # c",
    "# c",
    "\t",
    "---\n",
    "...\n",
    "--- ",
    "? ",
    "~",
    "",
    " ",
  ],
  ...[
    ":",
    "-",
    "a: 1\n",
    "b: 2",
    "- x\n",
    "a:\n",
    "  c: 3\n",
    "\n\n",
    "é",
    "''",
    '"\\n"',
    "'it''s'",
    "true",
    "on",
  ],
  ...[
    "0o7",
    "1.5",
    "1_000",
    ".inf",
    "0b1",
    "-0",
    "1e3",
    "\n# c\n",
    "a: |\n  x\n  y\n",
    "- - ",
    "- a: ",
    "!",
    "%",
  ],
  ...["kind: List\nitems:\n", "userData: x\n"],
];

test("whatever is put together, what is plain is read as by the reader of all YAML", () => {
  let plain = 0;
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      if (compare(text)) plain++;
    }),
    { numRuns: 10 * runs },
  );
  expect(plain).toBeGreaterThan(0);
});

for (const folder of ["vms", "user-data"]) {
  describeCorpus(folder, () => {
    test("what is plain, which most is, is read as by the reader of all YAML", () => {
      const files = corpusFiles(folder).map(({ content }) => new TextDecoder().decode(content));
      const plain = files.filter((text) => compare(text));
      expect(plain.length).toBeGreaterThan(files.length / 2);
    });
  });
}

describe("a text that is plain", () => {
  test("is not parsed again for a place", () => {
    const [manifest] = readManifests("a:\n  b: 1\n");
    expect(manifest?.source).toBeUndefined();
    expect(manifest?.locate(["a", "b"])).toMatchObject({ line: 2, column: 6 });
  });
});
