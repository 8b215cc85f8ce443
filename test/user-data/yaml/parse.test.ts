import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import { parseYaml, type YamlNode } from "../../../src/user-data/yaml/parse.ts";

/** A node in a few characters: where it begins, its anchor and tag, and what it is. */
function shown({ kind, start, value, isPlain, contentEnd, tag, anchor, items }: YamlNode): string {
  const marks = `${start}${anchor && `&${anchor}`}${tag}`;
  if (kind === "alias") return `${marks}*${value}`;
  if (kind === "scalar") return `${marks}${isPlain ? "" : `..${contentEnd}`}=${value}`;
  const inside = items.map(shown).join(" ");
  return kind === "mapping" ? `${marks}{${inside}}` : `${marks}[${inside}]`;
}

test.for<[what: string, text: string, ...documents: string[]]>([
  ["nothing", ""],
  ["a comment", "# a\n"],
  ["a word", "a\n", "0=a"],
  ["a mapping", "a: b\nc: d\n", "0{0=a 3=b 5=c 8=d}"],
  ["no value, which is where the node before it is", "a:\nb:\n", "0{0=a 0= 3=b 3=}"],
  ["a list", "- a\n-\n- - b\n", "0[2=a 2= 8[10=b]]"],
  ["in brackets", "{a: [b, c]}\n", "0{1=a 4[5=b 8=c]}"],
  ["quotes", `a: 'b''c'\nd: "e\\n"\n`, "0{0=a 4..8=b'c 10=d 14..17=e\n}"],
  ["empty quotes", "''\n", "1..1="],
  ["a block", "a: |\n  b\n  c\nd: >-\n  e\n  f\n", "0{0=a 5..13=b\nc\n 13=d 19..27=e f}"],
  ["an anchor and an alias", "a: &b c\nd: *b\n", "0{0=a 6&b=c 8=d 12*b}"],
  ["an anchor of a list", "a: &b [c]\n", "0{0=a 6&b[7=c]}"],
  ["tags", "a: !!str 1\nb: !x [c]\nd: !y {}\n", "0{0=a 9!!str..0=1 11=b 17!x[18=c] 21=d 27!y{}}"],
  ["a tag that leaves the type open", "a: ! 1\nb: ! '2'\n", "0{0=a 5!=1 7=b 13!=2}"],
  ["a tag and no value", "a: !!null\n", "0{0=a 0!!null..0=}"],
  ["an alias and an anchor at the start", "&a b: *a\n", "0{3&a=b 7*a}"],
  ["a tag at the start", "!!str a\n", "6!!str..0=a"],
  ["a list with a tag at the start", "! [a]\n", "2![3=a]"],
  ["two documents", "a\n---\nb: c\n", "0=a", "6{6=b 9=c}"],
  ["an empty document and one", "---\n---\na\n", "0=", "8=a"],
])("the documents of a text: %s", ([, text, ...documents]) => {
  const yaml = parseYaml(text, new Budget());
  expect(yaml.documents.map(shown)).toEqual(documents);
  expect([yaml.hasTagHandles, yaml.error]).toEqual([false, undefined]);
});

test.for<[text: string, hasTagHandles: boolean]>([
  ["%TAG !e! tag:e.org,2026:\n---\na: 1\n", true],
  ["%YAML 1.1\n---\na: 1\n", false],
  ["%YAML 1.1\n%TAG !e! tag:e.org,2026:\n---\na: 1\n", true],
  ["a: 1\n...\n%TAG !e! tag:e.org,2026:\n---\nb: 1\n", true],
])("whether %j declares tag handles", ([text, hasTagHandles]) => {
  expect(parseYaml(text, new Budget()).hasTagHandles).toBe(hasTagHandles);
});

test.for<[what: string, text: string, index: number, reason: string]>([
  ["a list that does not end", "a: [b\n", 6, "deficient indentation"],
  ["a tab", 'a: b\n\tc: "\n', 5, "tab characters must not be used in indentation"],
  ["two colons", "a: b: c\n", 4, "bad indentation of a mapping entry"],
  ["a character at the start", "@a", 0, "end of the stream or a document separator is expected"],
  ["a handle that is the user's", "a: !hunter2! x\n", 12, "undeclared tag handle"],
])("where a text stops being YAML, without its words: %s", ([, text, index, reason]) => {
  expect(parseYaml(text, new Budget())).toEqual({
    documents: [],
    hasTagHandles: false,
    error: { index, reason },
  });
});

test("a text is not read to a depth of a hundred", () => {
  const lists = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(parseYaml(lists(99), new Budget()).documents).toHaveLength(1);
  expect(() => parseYaml(lists(100), new Budget())).toThrow(OverBudget);
});

test("characters and nodes are steps, and a node takes eight bytes", () => {
  const used = (items: number): [bytes: number, steps: number] => {
    const budget = new Budget();
    parseYaml("- a\n".repeat(items), budget);
    return [budget.limit - budget.bytesLeft, budget.steps];
  };
  const [one, two] = [used(100), used(200)];
  expect([two[0] - one[0], two[1] - one[1]]).toEqual([100 * 8, 100 * (4 + 1)]);
  expect(() => parseYaml("- a\n".repeat(100), new Budget(100 * 8))).toThrow(OverBudget);
});
