import { expect, test } from "vitest";
import { Budget } from "../../../src/user-data/budget.ts";
import type { Part } from "../../../src/user-data/part.ts";
import { linesIn, lintCloudConfig } from "../../../src/user-data/yaml/cloud-config.ts";

const partOf = (text: string, changes: Partial<Part> = {}): Part => ({
  contentType: "text/cloud-config",
  isDeclared: false,
  filename: undefined,
  text,
  line: 1,
  isEncoded: false,
  ...changes,
});
const network = "does not read network";
const allow = "allow_userdata makes";
const noMapping = "the top level is not a mapping";

test.for<[what: string, text: string, ...findings: [line: number, found: string][]]>([
  ["nothing", ""],
  ["a mapping", "a: 1\n"],
  ["null, in every spelling", "~"],
  ["null as a word", "null\n"],
  ["Null as a word", "Null\n"],
  ["NULL as a word", "NULL\n"],
  ["no value", "---\n"],
  ["empty quotes", "''\n"],
  ["nULL, which is a text", "nULL\n", [1, noMapping]],
  ["a word that begins so", "nullify\n", [1, noMapping]],
  ["a word that ends so", "a~\n", [1, noMapping]],
  ["a list", "\n\n- a\n", [3, noMapping]],
  ["an empty list", "[]\n", [1, noMapping]],
  ["a list with a trap", "- 0644\n", [1, "number with a leading 0"], [1, noMapping]],
  ["a network", "a: 1\nnetwork: {}\n", [2, network]],
  ["a network in quotes", '"network": {}\n', [1, network]],
  ["a network further in", "a: {network: 1}\nb: network\n"],
  ["a network and a trap", "a: 0644\nnetwork: 1\n", [1, "number with a leading 0"], [2, network]],
  ["allow_userdata as a value", "a: allow_userdata\n"],
  ["allow_userdata by an alias", "a: &b no\nallow_userdata: *b\n"],
  ["allow_userdata on", "allow_userdata: on\n", [1, "unquoted on or off"]],
  ["allow_userdata in quotes", "allow_userdata: ' YES '\n"],
  ["allow_userdata as 1", "allow_userdata: 1\n"],
  ["allow_userdata as 10", "allow_userdata: 10\n", [1, allow]],
  ["allow_userdata as 11", "allow_userdata: 'untrue'\n", [1, allow]],
  ["allow_userdata as a mapping", "allow_userdata: {true: 1}\n", [1, allow]],
  ["what is not YAML", "a: [b\n", [2, "so the guest ignores the whole cloud-config"]],
])("Linux: %s", ([, text, ...wanted]) => {
  const findings = lintCloudConfig(partOf(text), "linux", new Budget());
  expect(findings.map(({ severity, line }) => [severity, line])).toEqual(
    wanted.map(([line]) => ["warning", line]),
  );
  for (const [i, [, words]] of wanted.entries()) expect(findings[i]?.found).toContain(words);
});

test("only what is fatal makes the guest ignore it all", () => {
  const found = lintCloudConfig(partOf("a: 0644\nb: *c\n"), "linux", new Budget());
  expect(
    found.map((finding) => finding.found.endsWith("so the guest ignores the whole cloud-config")),
  ).toEqual([false, true]);
});

test("on Windows the network is the platform's too, and allow_userdata is nothing", () => {
  const text = "allow_userdata: false\nnetwork: {}\n";
  const findings = lintCloudConfig(partOf(text), "windows", new Budget());
  expect(findings.map(({ line }) => line)).toEqual([2]);
});

test("of more than twenty traps twenty are reported, and what the keys say", () => {
  const text = `network: {}\n${"a: 0644\n".repeat(30)}`;
  const findings = lintCloudConfig(partOf(text), "linux", new Budget());
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)?.found).toContain(network);
});

test.for<[isEncoded: boolean, lines: number[]]>([
  [false, [7, 7, 8, 9]],
  [true, [7, 7, 7, 7]],
])("lines in a part that begins in line 7, encoded: %s", ([isEncoded, lines]) => {
  const lineOf = linesIn(partOf("a\nb\nc\n", { line: 7, isEncoded }));
  expect([0, 1, 2, 4].map(lineOf)).toEqual(lines);
});
