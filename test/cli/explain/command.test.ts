import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pageText } from "../../../src/cli/explain/page.ts";
import { checks } from "../../../src/cli/review/checks.ts";
import { allRules } from "../../../src/cli/rule-texts.ts";
import { coloured, plain } from "../../../src/cli/style.ts";
import { runCommand } from "../../support/command.ts";

test.for(allRules.map(({ id }) => id))("explains %s with its page", async (id) => {
  const page = readFileSync(`${import.meta.dirname}/../../../src/rules/pages/${id}.md`, "utf8");
  expect(await runCommand(["explain", id, "--markdown"])).toEqual({ code: 0, stdout: page, stderr: "" });
  const { stdout } = await runCommand(["explain", id]);
  expect(stdout).toMatch(new RegExp(`^${id}\n\n`));
  const lines = stdout.split("\n");
  // Code is shown as it is; other lines are wrapped wherever they have a space.
  for (const line of lines.filter((text) => !text.startsWith("    ")))
    expect(line.length <= 100 || !line.trim().includes(" "), line).toBe(true);
  for (const word of page.match(/\b\w{4,}\b/g) ?? [])
    if (!/^(Generated|generate|compares|test|yaml|text)$/.test(word) && !page.includes(`(${word}`))
      expect(stdout + page.slice(0, 200) + "README minimal virtualmachine workload").toContain(word);
});

test.for(Object.values(checks))("explains what review itself finds: $id", async ({ id, why, fix }) => {
  const { code, stdout } = await runCommand(["explain", id]);
  expect(code).toBe(0);
  expect(stdout.replaceAll("\n", " ")).toContain(why);
  expect(stdout.replaceAll("\n", " ")).toContain(fix);
});

test("takes a rule as a message has it", async () => {
  expect((await runCommand(["explain", "[boot-disk]"])).stdout).toMatch(/^boot-disk\n/);
});

test.for([
  ["boot-dsk", '"boot-dsk" is not a rule; did you mean boot-disk?\n'],
  ["constructor", '"constructor" is not a rule; "vmgate rules" lists them\n'],
  ["", '"" is not a rule; "vmgate rules" lists them\n'],
] as const)("%j is no rule", async ([id, complaint]) => {
  expect(await runCommand(["explain", id])).toEqual({ code: 2, stdout: "", stderr: complaint });
});

test("Markdown as text", () => {
  const page =
    "<!-- made -->\n\n# a\n\nSee **the** [page](b.md) of `c\\`: \\<d>\n\n- one two\n\n```yaml\na: b\n\n# c\n```\n";
  expect(pageText(page, plain, 8)).toBe(
    "a\n\nSee the\npage of\nc\\: <d>\n\n- one\n  two\n\n    a: b\n\n    # c\n",
  );
  expect(pageText("# a\n", coloured, 80)).toBe("\u001b[1ma\u001b[22m\n");
});
