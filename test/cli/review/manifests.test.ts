import { expect, test } from "vitest";
import { readManifests } from "../../../src/cli/review/manifests.ts";

const objects = (text: string) => readManifests(text).map(({ object }) => object);

test.for([
  ["one document", "a: 1", [{ a: 1 }]],
  ["two documents", "a: 1\n---\nb: 2", [{ a: 1 }, { b: 2 }]],
  ["empty documents", "---\n# nothing\n---\n", []],
  ["JSON", '{"a": [1, "x"]}', [{ a: [1, "x"] }]],
  ["a List", "kind: List\nitems: [{a: 1}, {b: 2}]", [{ a: 1 }, { b: 2 }]],
  ["booleans of YAML 1.1", "a: yes\nb: off", [{ a: true, b: false }]],
  ["octal of YAML 1.1", "a: 0644", [{ a: 420 }]],
  [
    "integers with a prefix, as Go takes them",
    "a: 0o26\nb: -0O7\nc: 0X1f\nd: +0B1\ne: 0x_1_0\nf: 0x_\ng: 0o8",
    [{ a: 22, b: -7, c: 31, d: 1, e: 16, f: "0x_", g: "0o8" }],
  ],
  ["more than a number holds stays text", "a: 1e400", [{ a: "1e400" }]],
  ["!!binary is the text of its bytes", "a: !!binary aGVs\n  bG8=", [{ a: "hello" }]],
  ["dates stay text", "a: 2026-06-15", [{ a: "2026-06-15" }]],
  ["base 60 stays text", "a: 12:30:45\nb: 1:30.5", [{ a: "12:30:45", b: "1:30.5" }]],
  ["a word like an exponent stays text", "a: e1000\nb: 1e3\nc: 5d3", [{ a: "e1000", b: 1000, c: "5d3" }]],
  ["merge keys", "base: &base {a: 1}\nmore: {<<: *base, b: 2}", [{ base: { a: 1 }, more: { a: 1, b: 2 } }]],
  ["a key written twice", "a: 1\na: 2", [{ a: 2 }]],
] as const)("%s", ([, text, wanted]) => {
  expect(objects(text)).toEqual(wanted);
});

test("!!binary that is no base64 is a problem", () => {
  expect(readManifests("a: !!binary x")[0]?.problem).toMatch(/base64/);
});

test("a document that can't be read says on which line, and the others are read", () => {
  const [broken, whole] = readManifests("a: 1\nb: {c\n---\nd: 1\n");
  expect(broken).toMatchObject({ object: undefined, line: 3 });
  expect(broken?.problem).not.toBe("");
  expect(whole?.object).toEqual({ d: 1 });
});

test("aliases that explode are a problem, not a hang", () => {
  const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++)
    bomb.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  expect(readManifests(bomb.join("\n"))[0]?.problem).toMatch(/alias/);
});

test("lines are the file's, for items of a List too", () => {
  const text =
    "# first\n---\nkind: List\nitems:\n  - spec:\n      a: 1\n  - spec:\n      b: [1,\n          2]\n";
  const [first, second] = readManifests(text);
  expect(first?.line).toBe(5);
  expect(first?.locate(["spec", "a"])).toMatchObject({ line: 6, column: 10, endColumn: 11 });
  expect(second?.locate(["spec", "b", 1])).toMatchObject({ line: 9, column: 11 });
  expect(second?.locate(["spec", "missing", "deeper"])).toMatchObject({ line: 7, column: 5, endColumn: 9 });
});

test.for([
  [
    "a template says what to do with it",
    "{{- if .Values.vm }}\nkind: {{ .Values.kind }}\n{{- end }}\n",
    /helm template/,
  ],
  [
    "a template's value is a key that is a mapping",
    "metadata:\n  name: {{ .Values.name }}\n",
    /key.*helm template/,
  ],
  ["braces in a value are none", "a: {{b: {c\n", /^(?!.*helm)/],
  [
    "a key may not be a mapping, as for kubectl",
    "a: { {b: c}: d }\n",
    /^a key must not be a list or a mapping$/,
  ],
  ["nor a list", "spec:\n  ? [a]\n  : b\n", /^a key must not be a list or a mapping$/],
] as const)("%s", ([, text, wanted]) => {
  const [broken] = readManifests(text);
  expect(broken?.problem).toMatch(wanted);
  expect(broken?.problem).not.toMatch(/at line \d/);
});

test("what is deeper than there is stack for is told in words, whatever part of the parser runs out", () => {
  // Anchors are left to the reader of all YAML, which has stack for some 2,000 levels here, and elsewhere for more or less.
  const problems = Array.from({ length: 40 }, (_, i) => {
    const depth = 200 * 1.1 ** i;
    return readManifests(`a: &a ${"[".repeat(depth)}${"]".repeat(depth)}`)[0]?.problem;
  });
  expect(new Set(problems)).toEqual(new Set([undefined, "nested too deep to be read"]));
});

test("keys in keys are refused before a text is made of them", () => {
  const [manifest] = readManifests(`${"? ".repeat(400)}a`);
  expect(manifest).toMatchObject({
    line: 1,
    object: undefined,
    problem: expect.stringMatching(/list/) as string,
  });
});

test.for(["[", "{a: ", "- ", "? "])("%s in one another without end is no manifest, in words", (opening) => {
  const [broken] = readManifests(opening.repeat(20_000));
  expect(broken?.problem).toBeDefined();
});

test("a key in an alias has the line of the alias", () => {
  const [manifest] = readManifests("a: &a\n  b: 1\nc: *a\n");
  expect(manifest?.locate(["c", "b"]).line).toBe(3);
});
