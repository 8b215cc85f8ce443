import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaults } from "../../src/defaults/index.ts";
import { rules } from "../../src/rules/index.ts";

const contract = readFileSync(join(import.meta.dirname, "../../src/CONTRACT.md"), "utf8");

/** A section's text, without its heading. */
function section(number: number): string {
  const found = contract.split(/^## /m).find((text) => text.startsWith(`${number}. `));
  if (found === undefined) throw new Error(`the contract has no section ${number}`);
  return found;
}

/** The rows of a section's table, without its heading. */
function rows(number: number): readonly (readonly string[])[] {
  const lines = section(number)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
  return lines.map((line) => line.split("|").map((cell) => cell.trim()));
}

test("the tables are read", () => {
  expect(rows(2).length).toBeGreaterThan(20);
  expect(rows(3).length).toBeGreaterThan(10);
});

test.for(rows(2))("the rule %s of the contract is there, with its action", ([, id, , action]) => {
  const rule = rules.find((one) => one.id === id);
  expect(action?.split(" / ")).toContain(rule?.action);
});

/** The annotation that says that the contract holds is no default of the table's kind. */
const fieldsOfDefaults = [...defaults.map(({ field }) => field), "vm.cpln.io/contract"].join("\n");

const longestOf = (words: readonly string[]): string =>
  words.reduce((longest, word) => (word.length > longest.length ? word : longest), "");

test.for(rows(3))("the default of the contract for %s is there", ([, field]) => {
  const name = /`[^`]*?([\w/-]+)`/.exec(field ?? "")?.[1] ?? longestOf(field?.split(" ").slice(0, 3) ?? []);
  expect(name).toMatch(/\w{3}/);
  expect(fieldsOfDefaults).toContain(name);
});
