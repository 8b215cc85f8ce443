import { format } from "prettier";
import { expect, test } from "vitest";
import { rulesAsMarkdown } from "../../src/cli/rules.ts";
import { rules as machineRules } from "../../src/rules/index.ts";
import { workloadRules } from "../../src/cpln-workload/rules.ts";
import { runCommand } from "../support/command.ts";

const rules = [...machineRules, ...workloadRules];

test("for people: a line for each rule, in columns", async () => {
  const { code, stdout, stderr } = await runCommand(["rules"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(rules.length);
  for (const [i, { id, action, summary }] of rules.entries()) {
    expect(lines[i]?.replaceAll(/ {2,}/g, " ")).toBe(`${id} ${action} ${summary}`);
    expect(lines[i]?.indexOf(summary)).toBe(lines[0]?.indexOf(rules[0]?.summary ?? "none"));
  }
});

test("for scripts: JSON", async () => {
  const { stdout } = await runCommand(["rules", "--format", "json"]);
  expect(JSON.parse(stdout)).toEqual({
    rules: rules.map(({ id, action, summary, why, fix }) => ({ id, action, summary, why, fix })),
  });
});

test("Markdown: a table that prettier leaves as it is", async () => {
  const { stdout } = await runCommand(["rules", "--format", "markdown"]);
  expect(stdout).toBe(rulesAsMarkdown());
  expect(stdout).toBe(await format(stdout, { parser: "markdown" }));
  expect(stdout.split("\n")).toHaveLength(rules.length + 3);
});

test.for([
  ["an unknown format", ["rules", "--format", "xml"], /Allowed choices are text, markdown, json/],
  ["an argument", ["rules", "boot-disk"], /too many arguments/],
] as const)("%s is wrong use", async ([, args, complaint]) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(complaint);
});
