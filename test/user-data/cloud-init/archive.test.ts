import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import { openArchive } from "../../../src/user-data/cloud-init/archive.ts";
import type { Part } from "../../../src/user-data/part.ts";

const header = "#cloud-config-archive\n";
const script = "text/x-shellscript";
const config = "text/cloud-config";

const archiveOf = (yaml: string, changes: Partial<Part> = {}): Part => ({
  contentType: "text/cloud-config-archive",
  isDeclared: false,
  filename: undefined,
  text: header + yaml,
  line: 1,
  isEncoded: false,
  ...changes,
});

type Entry = [contentType: string, text: string, line: number];

// The parts are those of cloud-init 22.4.2's UserDataProcessor._explode_archive.
test.for<[what: string, yaml: string, ...entries: Entry[]]>([
  ["nothing", ""],
  ["an empty list", "[]\n"],
  ["a text", "- '#!/bin/sh'\n", [script, "#!/bin/sh", 2]],
  ["a text without a header", "- 'a: 1'\n- b\n", [config, "a: 1", 2], [config, "b", 3]],
  ["what is no text and no mapping", "- 5\n- [a]\n- ~\n- true\n- 2026-01-01\n-\n- c\n", [config, "c", 8]],
  ["tagged texts", "- !!str 5\n- ! 6\n- ! '7'\n- ! a\n- !!int '8'\n", [config, "5", 2], [config, "a", 5]],
  ["a text whose tag is !", "- content: ! '#!/bin/sh'\n", [script, "#!/bin/sh", 2]],
  ["content alone", "- content: '#!/bin/sh'\n", [script, "#!/bin/sh", 2]],
  ["content in a block", "- content: |\n    #!/bin/sh\n    ls\n", [script, "#!/bin/sh\nls\n", 2]],
  ["nothing in it", "- {}\n", [config, "", 2]],
  ["a type alone", "- type: text/x-a\n", ["text/x-a", "", 2]],
  ["a type and content", "- type: text/x-a\n  content: '#!/bin/sh'\n", ["text/x-a", "#!/bin/sh", 2]],
  ["a type in capitals", "- {type: Text/X-A, content: a}\n", ["text/x-a", "a", 2]],
  ["an empty type", "- {type: '', content: '#!/bin/sh'}\n", [script, "#!/bin/sh", 2]],
  ["null as a type", "- {type: ~, content: '#!/bin/sh'}\n", [script, "#!/bin/sh", 2]],
  ["no value as a type", "- {type: , content: '#!/bin/sh'}\n", [script, "#!/bin/sh", 2]],
  ["the last of two", "- {content: a, content: b}\n", [config, "b", 2]],
  ["other spellings, which are dropped", "- {Content: 5, TYPE: x, content: a}\n", [config, "a", 2]],
  ["texts as headers", "- {content: a, x-y: z, 'b': c}\n", [config, "a", 2]],
  ["null as a header", "- {content: a, x: ~, y: , z: null}\n", [config, "a", 2]],
  [
    "what cloud-init makes texts of",
    "- {filename: 1, launch-index: 2, Content-Type: 3, content-disposition: [], content: a}\n",
    [config, "a", 2],
  ],
  ["an alias of a text", "- &a '#!/bin/sh'\n- *a\n", [script, "#!/bin/sh", 2], [script, "#!/bin/sh", 2]],
  ["an alias of content", "- &a b\n- content: *a\n", [config, "b", 2], [config, "b", 3]],
  ["an alias of a type", "- {x: &a text/x-a}\n- {type: *a}\n", [config, "", 2], ["text/x-a", "", 3]],
  [
    "an alias of a mapping",
    "- &a {type: text/x-a, content: b}\n- *a\n",
    ["text/x-a", "b", 2],
    ["text/x-a", "b", 2],
  ],
  [
    "escapes that are no half characters",
    String.raw`- content: "\ud7ff \ue000 \\x"` + "\n",
    [config, "\ud7ff \ue000 \\x", 2],
  ],
  [
    "half characters that are not escaped",
    String.raw`- content: '\ud83d'` + "\n",
    [config, String.raw`\ud83d`, 2],
  ],
  [
    "half characters in what is not encoded",
    String.raw`- {content: a, x: "\ud800", Type: "\ud800"}` + "\n",
    [config, "a", 2],
  ],
  ["what only looks different", "- content: a\n  x: '0644'\n", [config, "a", 2]],
])("what is in an archive: %s", ([, yaml, ...entries]) => {
  const { parts, findings } = openArchive(archiveOf(yaml), new Budget());
  expect(parts.map(({ contentType, text, line }) => [contentType, text, line])).toEqual(entries);
  expect(findings).toEqual([]);
});

const notText = "not a string";

// Each ends the run of cloud-init 22.4.2: it discards all user data.
test.for<[what: string, yaml: string, ...findings: [line: number, found: string][]]>([
  ["a number as content", "-\n  content: 12\n", [3, notText]],
  ["null as content", "- content: ~\n", [2, notText]],
  ["no value as content", "- content:\n", [2, notText]],
  ["a mapping as content", "- content: {a: b}\n", [2, notText]],
  ["a list as content", "- content: [a]\n", [2, notText]],
  ["a truth value as content", "- content: yes\n", [2, notText]],
  ["a tagged number as content", "- content: !!int '1'\n", [2, notText]],
  ["a number as a type", "- {type: 1}\n", [2, notText]],
  ["a list as a type", "- {type: [a]}\n", [2, notText]],
  ["a number whose tag is !", "- content: ! '6'\n", [2, notText]],
  ["a type without /", "- content: a\n- content: b\n  type: shell\n", [3, "invalid MIME type"]],
  ["a number as a header", "- {content: a, x: 1}\n", [2, notText]],
  ["a list as a header", "- {x: [a]}\n", [2, notText]],
  ["a number as a header's name", "- {content: a, 1: b}\n", [2, notText]],
  ["null as a header's name", "- {~: b}\n", [2, notText]],
  ["no value as a type of a mapping", "- {type: {}}\n".replace("{}", "{a: b}"), [2, notText]],
  ["an alias of a number", "- {x: &a b, content: a}\n- &b 5\n- {content: *b}\n", [4, notText]],
  ["half characters", String.raw`- content: "\ud83d\ude00"` + "\n", [2, notText]],
  ["half characters in capitals", String.raw`- content: "a \uDFFF"` + "\n", [2, notText]],
  ["half characters in a type", String.raw`- {type: "text/x\ud800-a"}` + "\n", [2, notText]],
  ["half characters in a file's name", String.raw`- {filename: "\ud800", content: a}` + "\n", [2, notText]],
  ["half characters in a text", String.raw`- a${"\n"}- "\ud83d\ude00"` + "\n", [3, notText]],
  ["two in one entry", "- content: 1\n  x: 2\n- content: a\n", [2, notText], [3, notText]],
  ["two entries", "- {content: 1}\n- {type: a}\n", [2, notText], [3, "invalid MIME type"]],
])("what ends the guest's run: %s", ([, yaml, ...wanted]) => {
  const { findings } = openArchive(archiveOf(yaml), new Budget());
  expect(findings.map(({ severity, line }) => [severity, line])).toEqual(
    wanted.map(([line]) => ["error", line]),
  );
  for (const [i, [, words]] of wanted.entries()) expect(findings[i]?.found).toContain(words);
});

test("binary content ends nothing", () => {
  expect(openArchive(archiveOf("- content: !!binary YQ==\n"), new Budget()).findings).toEqual([]);
});

test("entries beside one that ends the run are still parts", () => {
  const { parts } = openArchive(archiveOf("- a\n- {content: 5}\n- b\n"), new Budget());
  expect(parts.map(({ text }) => text)).toEqual(["a", "b"]);
});

test.for<[what: string, yaml: string, line: number, found: string]>([
  ["a mapping", "a: b\n", 1, "not a list"],
  ["a word", "a\n", 1, "not a list"],
  ["no YAML", "- [\n", 3, "invalid YAML"],
  ["an anchor twice", "- &a b\n- &a c\n- *a\n", 3, "anchor that is defined twice"],
  ["a tag that is not known", "- a\n- !x b\n", 3, "tag"],
])("an archive that the guest ignores: %s", ([, yaml, line, found]) => {
  const { parts, findings } = openArchive(archiveOf(yaml), new Budget());
  expect(parts).toEqual([]);
  expect(findings).toMatchObject([{ severity: "warning", line }]);
  expect(findings[0]?.found).toMatch(new RegExp(`${found}.*, so the guest ignores`));
});

test("what only looks different ends nothing, and is not reported for the archive", () => {
  const { parts, findings } = openArchive(archiveOf("- {a: b, a: c}\n"), new Budget());
  expect([parts.length, findings]).toEqual([1, []]);
});

test("lines are those of the user data; all of an encoded archive is in its first", () => {
  const yaml = "- a\n- b\n- {content: 5}\n";
  const linesOf = (changes: Partial<Part>): number[] => {
    const { parts, findings } = openArchive(archiveOf(yaml, changes), new Budget());
    return [...parts, ...findings].map(({ line }) => line);
  };
  expect(linesOf({ line: 10 })).toEqual([11, 12, 13]);
  expect(linesOf({ line: 10, isEncoded: true })).toEqual([10, 10, 10]);
});

test("a part says whether its type was declared, and has no lines of its own", () => {
  const { parts } = openArchive(archiveOf("- {type: text/x-a}\n- {content: b}\n"), new Budget());
  expect(parts).toMatchObject([
    { isDeclared: true, isEncoded: true, filename: undefined },
    { isDeclared: false, isEncoded: true, filename: undefined },
  ]);
});

const bytesOf = (yaml: string): number => {
  const budget = new Budget();
  openArchive(archiveOf(yaml), budget);
  return budget.limit - budget.bytesLeft;
};

test("a part takes its text and 64 bytes, and an alias its text once more", () => {
  const [text, long] = [bytesOf("- content: a\n"), bytesOf(`- content: ${"a".repeat(101)}\n`)];
  expect(long - text).toBe(100);
  const [none, other] = [bytesOf("- &a b\n- {x: *a}\n"), bytesOf(`- &a ${"b".repeat(101)}\n- {x: *a}\n`)];
  // The anchor's part and the alias' value.
  expect(other - none).toBe(200);
  expect(bytesOf("- a\n- b\n") - bytesOf("- a\n- []\n")).toBe(64 + 1 - 8);
});

test.for<[what: string, text: string, entry: string]>([
  ["content", "b", "content: *a"],
  ["entries", "b", "*a"],
  ["entries with half characters", String.raw`\ud800`, "*a"],
  ["headers", "b", "{content: c, x: *a}"],
])("aliases do not repeat a text past the budget: %s", ([, text, entry]) => {
  const yaml = `- &a "${text.repeat(1000)}"\n${`- ${entry}\n`.repeat(400)}`;
  expect(() => openArchive(archiveOf(yaml), new Budget())).toThrow(OverBudget);
});
