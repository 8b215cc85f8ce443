import { expect, test } from "vitest";
import { applyTextEdits } from "../../../src/cli/fix/lines.ts";
import { TextEditor } from "../../../src/cli/fix/text-edits.ts";
import { parseManifests } from "../../../src/cli/review/manifests.ts";
import { applyEdits, type FieldEdit } from "../../../src/field/fix.ts";

/** A text of `a`, the edit of what is in it, and the text that it becomes; undefined where that can't be written. */
type Layout = readonly [title: string, before: string, edit: FieldEdit, after: string | undefined];

const set = (value: unknown, ...path: FieldEdit["path"]): FieldEdit => ({ path, value });
const remove = (...path: FieldEdit["path"]): FieldEdit => ({ path });
const rename = (name: string, ...path: FieldEdit["path"]): FieldEdit => ({ path, name });

const layouts: readonly Layout[] = [
  ["a value, whose comment stays", "a: true # on\nb: 1\n", set(false, "a"), "a: false # on\nb: 1\n"],
  ["a value in quotes", "a: '2'\n", set(2, "a"), "a: 2\n"],
  ["a text that needs quotes", "a: 1500m\n", set("2", "a"), 'a: "2"\n'],
  ["a text that YAML 1.1 would read as a truth", "a: x\n", set("yes", "a"), 'a: "yes"\n'],
  ["a value where there is none", "a: # none\nb: 1\n", set(1, "a"), "a: 1 # none\nb: 1\n"],
  ["a value instead of null", "a: ~ # none\n", set({ b: [] }, "a"), "a: {b: []} # none\n"],
  ["a value instead of a block text", "a: |\n  x # y\n\n  z\nb: 1\n", set("w", "a"), "a: w\nb: 1\n"],
  ["a value instead of a block", "a:\n  b:\n  - c\nd: 1\n", set({}, "a"), "a: {}\nd: 1\n"],
  ["not instead of a block with comments", "a:\n  b: 1 # why\n  c: 1\nd: 1\n", set({}, "a"), undefined],
  ["an item", "a:\n- 1\n- 2 # two\n", set(3, "a", 1), "a:\n- 1\n- 3 # two\n"],
  ["the last of equal keys", "a: 1\na: 2\n", set(3, "a"), "a: 1\na: 3\n"],
  ["an alias", "a: &x {b: 1}\nc: *x\n", set(1, "c"), "a: &x {b: 1}\nc: 1\n"],

  ["a member of an empty mapping", "a: {}\n", set(1, "a", "b"), "a: {b: 1}\n"],
  ["a member of nothing", "a: # none\n", set(1, "a", "b", "c"), "a: {b: {c: 1}} # none\n"],
  ["a member of a mapping on one line", "a: { b: 1 }\n", set(2, "a", "c"), "a: { b: 1, c: 2 }\n"],
  [
    "a member after a block",
    "a:\n    b: 1 # b\nd: 1\n",
    set(2, "a", "c"),
    "a:\n    b: 1 # b\n    c: 2\nd: 1\n",
  ],
  ["a member after the last line", "a:\n  b: 1", set(2, "a", "c"), "a:\n  b: 1\n  c: 2"],
  [
    "a member behind a nested block",
    "a:\n  b:\n  - - 1\n    - 2\n",
    set(2, "a", "c"),
    "a:\n  b:\n  - - 1\n    - 2\n  c: 2\n",
  ],
  [
    "a member after a block text",
    "a:\n  b: |\n    x\nd: 1\n",
    set(2, "a", "c"),
    "a:\n  b: |\n    x\n  c: 2\nd: 1\n",
  ],
  ["a member beside a dash", "a:\n-   b: 1\nd: 1\n", set(2, "a", 0, "c"), "a:\n-   b: 1\n    c: 2\nd: 1\n"],
  [
    "a member over a merged one",
    "x: &x {b: 1}\na:\n  <<: *x\n",
    set(2, "a", "b"),
    "x: &x {b: 1}\na:\n  <<: *x\n  b: 2\n",
  ],
  ["a member with CR LF", "a:\r\n  b: 1\r\nd: 1\r\n", set(2, "a", "c"), "a:\r\n  b: 1\r\n  c: 2\r\nd: 1\r\n"],
  ["a member of a text is not written", "a: text\n", set(2, "a", "c"), undefined],

  ["an item of an empty list", "a: []\n", set({ b: 1 }, "a", 0), "a: [{b: 1}]\n"],
  ["an item of no list", "a:\n", set(1, "a", 0), "a: [1]\n"],
  ["an item on one line", "a: [1]\n", set(2, "a", 1), "a: [1, 2]\n"],
  [
    "an item after a block",
    "a:\n  -   b: 1 # b\n      c: 1\nd: 1\n",
    set({ b: 2 }, "a", 1),
    "a:\n  -   b: 1 # b\n      c: 1\n  - {b: 2}\nd: 1\n",
  ],

  [
    "a member with its line and comment",
    "a:\n  # why b\n  b: 1 # b\n  c: 1\n",
    remove("a", "b"),
    "a:\n  # why b\n  c: 1\n",
  ],
  [
    "a member that is a block",
    "a:\n  b:\n    x: 1\n    y: |\n      z\n  c: 1\n",
    remove("a", "b"),
    "a:\n  c: 1\n",
  ],
  ["the last member", "a:\n  b: 1\n  c: 1", remove("a", "c"), "a:\n  b: 1\n"],
  ["the only member", "a: # why\n  b: 1\nc: 1\n", remove("a", "b"), "a: {} # why\nc: 1\n"],
  ["the member beside a dash", "a:\n- b: 1 # b\n  c: 1\n", remove("a", 0, "b"), "a:\n- c: 1\n"],
  [
    "not beside a dash with a comment below",
    "a:\n- b: 1\n  # why c\n  c: 1\n",
    remove("a", 0, "b"),
    undefined,
  ],
  ["the only member beside a dash", "a:\n- b: 1 # b\n", remove("a", 0, "b"), "a:\n- {} # b\n"],
  ["the first member on one line", "a: {b: 1, c: 2}\n", remove("a", "b"), "a: {c: 2}\n"],
  ["the last member on one line", "a: {b: 1, c: 2}\n", remove("a", "c"), "a: {b: 1}\n"],
  ["the only member on one line", "a: { b: 1 }\n", remove("a", "b"), "a: {}\n"],
  ["an item with its lines", "a:\n- 1\n- b: 1\n  c: 2\n- 3\n", remove("a", 1), "a:\n- 1\n- 3\n"],
  ["the only item", "a:\n- 1\nb: 1\n", remove("a", 0), "a: []\nb: 1\n"],
  ["an item on one line", "a: [1, 2, 3]\n", remove("a", 1), "a: [1, 3]\n"],
  ["what is not there", "a: {}\n", remove("a", "b"), undefined],

  ["a name", "a:\n  b: 1 # b\n", rename("c", "a", "b"), "a:\n  c: 1 # b\n"],
  ["a name and a value", "a:\n  b:\n    x: 1\n", { path: ["a", "b"], name: "c", value: {} }, "a:\n  c: {}\n"],
  ["a name that needs quotes", "a: 1\n", rename("yes", "a"), '"yes": 1\n'],

  ["JSON: a member", '{"a": {"b": 1}}', set(2, "a", "c"), '{"a": {"b": 1, "c": 2}}'],
  [
    "JSON: a member on a line of its own",
    '{"a": {\n    "b": 1\n  }\n}\n',
    set("2", "a", "c"),
    '{"a": {\n    "b": 1,\n    "c": "2"\n  }\n}\n',
  ],
  ["JSON: a member of nothing", '{"a": null}', set(true, "a", "c"), '{"a": {"c":true}}'],
  ["JSON: without a member", '{\n  "a": 1,\n  "b": 2\n}\n', remove("a"), '{\n  "b": 2\n}\n'],
  ["JSON: without the last member", '{\n  "a": 1,\n  "b": 2\n}\n', remove("b"), '{\n  "a": 1\n}\n'],
  ["JSON: a name", '{"a": 1}', rename("b", "a"), '{"b": 1}'],
];

test.for(layouts)("%s", ([, before, edit, after]) => {
  const [document] = parseManifests(before).documents;
  if (document === undefined) throw new Error("no document");
  const edits = new TextEditor(before, document).edit([], edit);
  const text = edits && applyTextEdits(before, edits);
  expect(text).toBe(after);
  if (text === undefined) return;
  expect(parseManifests(text).documents[0]?.toJS()).toEqual(applyEdits(document.toJS(), [edit]));
});
