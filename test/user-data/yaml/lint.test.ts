import { expect, test } from "vitest";
import { Budget } from "../../../src/user-data/budget.ts";
import { lintYaml } from "../../../src/user-data/yaml/lint.ts";

const tab = "tab between words";
const alias = "alias without an anchor";
const tag = "tag that cloud-init does not know";
const key = "list or mapping as a key";
const twice = "duplicate key";
const octal = "number with a leading 0";
const bool = "unquoted yes or no";

// ‸ is before each place that is found. PyYAML 6.0 refuses exactly the texts in which something is fatal.
test.for<[what: string, marked: string, ...fatal: string[]]>([
  ["a mapping", "a: b\n"],
  ["nothing", ""],
  ["a comment alone", "#\ta\n"],
  ["characters that may be", 'a: "\u0085\u00a0\ud7ff\ue000\ufffd\u{10000}\u{10ffff}~ "\n'],
  ["an escape character", 'a: "‸\u001b"\n', "control character"],
  ["DEL", "a: ‸\u007f\n", "control character"],
  ["a byte order mark inside", 'a: "\ufeff"\n'],
  ["a noncharacter", "a: ‸\uffff\n", "control character"],
  ["NUL, and no YAML before it", "a: [‸\0\n", "control character"],
  ["a second document", "a: 1\n---\n‸b: 2\n", "second YAML document"],
  ["a third document", "a\n---\n‸b\n---\nc\n", "second YAML document"],
  ["one document that ends", "---\na: 1\n...\n"],
  // tabs
  ["a tab that indents", "a:\n‸\tb: 1\n", "tab used for indentation"],
  ["a tab in a plain value", "a: b‸\tc\n", tab],
  ["a tab behind a plain value", "a: b‸\t\n", tab],
  ["a tab before a comment", "a: b‸\t# c\n", tab],
  ["a tab behind a colon", "a:‸\tb\n", tab],
  ["a tab behind quotes", "a: 'b'‸\t\n", tab],
  ["a tab between two quotes", "a: 'b'\nc:‸\t'd'\n", tab],
  ["a tab behind a number sign that begins no comment", "a: b#‸\tc\n", tab],
  ["a tab behind one in quotes", "a: ' #'‸\t\n", tab],
  ["a tab in a line of its own", "a: b\n‸\t\nc: d\n", tab],
  ["the first of two", "a: b‸\tc\td\ne: f\tg\n", tab],
  ["a tab behind a comment's end and quotes", "a: 'b' #\nc: 'd'‸\t\n", tab],
  ["a tab behind a comment right behind a line's end", "a: b\n#\nc: d‸\te\n", tab],
  ["quotes, and a tab in a comment right behind another line", "a: 'b'\n#\t\n"],
  ["quotes that end in a tab, and another", "a: 'b\t'\nc:‸\td\n", tab],
  ["tabs in a comment", "a: b #\tc\td\n"],
  ["tabs in a comment at the end", "a: b\n#\tc\td"],
  ["a tab in a comment of a later line", "a: b\nc: d # e\tf\n"],
  ["a tab in the line behind a comment", "a: b # c\td\ne: f‸\tg\n", tab],
  ["a tab behind a comment in another line", "a: b # c\ne: f‸\tg\n", tab],
  ["tabs in quotes", "a: 'b\tc'\nd: \"\te\t\"\n"],
  ["tabs in quotes of several lines", "a: 'b\n  c\td'\n"],
  ["tabs in quotes, and one behind", "a: 'b\tc'\nd: e‸\tf\n", tab],
  ["a tab in a comment behind quotes", "a: 'b\t' # c\td\n"],
  ["a tab in a comment, and one in quotes below", "a: b # c\td\ne: 'f\tg'\n"],
  ["tabs in a block", "a: |\n  b\tc\n  \td\ne: f\n"],
  ["tabs in a folded block, and one behind", "a: >\n  b\tc\nd: e‸\tf\n", tab],
  ["tabs in nested values", "a: [{b: 'c\td'}, \"e\tf\"]\n"],
  ["tabs in nested values, and one behind", "a: [{b: 'c\td'}, e]‸\t\n", tab],
  // anchors, aliases and tags
  ["an anchor and its alias", "a: &b 1\nc: *b\n"],
  ["an anchor in a key", "&a b: c\nd: *a\n"],
  ["an anchor of a list", "a: &b [1]\nc: *b\n"],
  ["an alias without an anchor", "a: *‸b\n", alias],
  ["an alias of another anchor", "a: &b 1\nc: *‸d\n", alias],
  ["an alias before its anchor", "a: *‸b\nc: &b 1\n", alias],
  ["an anchor twice", "a: &b 1\nc: &b ‸2\nd: *b\n", "anchor that is defined twice"],
  ["an anchor three times", "- &a b\n- &a ‸c\n- {d: &a ‸e}\n", "anchor that", "anchor that"],
  ["anchors of two names", "- &a b\n- &c d\n"],
  ["a tag of another program", "a: !Ref ‸b\n", tag],
  ["a tag of a list", "a: !Ref ‸[b]\n", tag],
  ["tags of YAML", "a: !!str 1\nb: !!int '1'\nc: !!binary YQ==\nd: ! e\nf: !!set {g}\n"],
  ["a whole tag of YAML", "a: !<tag:yaml.org,2002:str> b\n"],
  ["a type of YAML that there is not", "a: !!none ‸b\n", tag],
  ["a tag's handle that is declared", "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str b\n"],
  // keys
  ["a template", "a: {‸{ b }: }\n", key],
  ["a list as a key", "‸[a]: b\n", key],
  ["a list as a value and in a list", "a: [[b], {c: d}]\n"],
  ["an equals sign", "a: ‸=\n", "unquoted ="],
  ["an equals sign in quotes, and in a word", "a: '='\nb: a=\n"],
])("what is fatal: %s", ([, marked, ...words]) => {
  expectFound(marked, words, true);
});

test.for<[what: string, marked: string, ...found: string[]]>([
  ["a key twice", "a: 1\nb: 2\n‸a: 3\n", twice],
  ["a key three times", "a: 1\n‸a: 2\n‸a: 3\n", twice, twice],
  ["a value like a key", "a: b\nb: a\n"],
  ["the same key in another mapping", "a: {b: 1}\nc: {b: 1}\n"],
  ["a key twice in a list", "- {b: 1, ‸b: 2}\n", twice],
  ["merge keys", "a: &a {b: 1}\nc: {<<: *a, <<: *a}\n"],
  ["an item twice", "[a, a]\n"],
  ["yes as a value", "a: yes\n"],
  ["yes in a list", "a: [‸yes]\n", bool],
  ["yes as a key", "‸yes: a\n", bool],
  ["yes as the value of a list's mapping", "- {a: yes, ‸no: yes}\n", bool],
  ["yes alone", "yes\n"],
  ["octal", "a: ‸0644\n", octal],
  ["octal with the tag !", "a: ! ‸0644\nb: ! '‸0644'\n", octal, octal],
  ["octal in quotes or with a tag", "a: '0644'\nb: \"0644\"\nc: !!str 0644\n"],
  ["a list in a list with yes", "- - ‸yes\n", bool],
  ["octal in a block", "a: |\n  0644\n"],
])("what only looks different: %s", ([, marked, ...words]) => {
  expectFound(marked, words, false);
});

test("the first twenty of each kind are kept", () => {
  const lines = ["a: 0644", "b: *none"].flatMap((line) => Array<string>(30).fill(`- {${line}}\n`));
  const { findings } = lintYaml(lines.join(""), new Budget());
  expect(findings.map(({ isFatal }) => isFatal)).toEqual([
    ...Array<boolean>(20).fill(false),
    ...Array<boolean>(20).fill(true),
  ]);
  expect(findings[0]?.index).toBe(lines[0]?.indexOf("0644"));
});

test("steps are counted for tabs and for nodes", () => {
  const stepsOf = (text: string): number => {
    const budget = new Budget();
    lintYaml(text, budget);
    return budget.steps;
  };
  const [spaces, tabs] = ["a: ' '\n", "a: '\t'\n"].map((line) => stepsOf(`- ${line}`.repeat(100)));
  expect((tabs ?? 0) - (spaces ?? 0)).toBeGreaterThan(190);
  expect(stepsOf("- a\n".repeat(200)) - stepsOf("- a\n".repeat(100))).toBeGreaterThanOrEqual(100 * (4 + 2));
});

function expectFound(marked: string, words: readonly string[], isFatal: boolean): void {
  const [first = "", ...rest] = marked.split("‸");
  const text = first + rest.join("");
  const { findings } = lintYaml(text, new Budget());
  const indexes = rest.map((_, i) => first.length + rest.slice(0, i).join("").length);
  expect(findings.map(({ index, isFatal: fatal }) => [index, fatal])).toEqual(
    indexes.map((index) => [index, isFatal]),
  );
  for (const [i, word] of words.entries()) expect(findings[i]?.found.startsWith(word)).toBe(true);
}
