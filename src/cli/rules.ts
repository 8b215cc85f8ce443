import { Command, Option } from "commander";
import type { Io } from "./io.ts";
import { markdownTable } from "./markdown-table.ts";
import { allRules } from "./rule-texts.ts";

/** How the list of rules can be printed. */
const formats = { text: rulesAsText, markdown: rulesAsMarkdown, json: rulesAsJson } as const;

/** `vmgate rules`: what the contract requires of a VM, and what happens on a violation. */
export function rulesCommand(io: Io): Command {
  return new Command("rules")
    .description("List the rules: id, default action, requirement.")
    .addOption(new Option("--format <format>", "how to print").choices(Object.keys(formats)).default("text"))
    .action(({ format }: { readonly format: keyof typeof formats }) => {
      io.stdout.write(formats[format]());
    });
}

/** One rule a line, in columns, for a terminal. */
function rulesAsText(): string {
  const width = Math.max(...allRules.map(({ id }) => id.length));
  const lines = allRules.map(
    ({ id, action, summary }) => `${id.padEnd(width)}  ${action.padEnd("enforce".length)}  ${summary}\n`,
  );
  return lines.join("");
}

/** A Markdown table whose links lead to the pages from the root of the repository. */
export function rulesAsMarkdown(): string {
  const rows = allRules.map(({ id, action, summary }) => [
    `[${id}](src/rules/pages/${id}.md)`,
    action,
    summary,
  ]);
  return markdownTable([["rule", "default", "what holds"], ...rows]);
}

/** For scripts: `{"rules": [{"id", "action", "summary", "why", "fix"}]}`. */
function rulesAsJson(): string {
  const list = allRules.map(({ id, action, summary, why, fix }) => ({ id, action, summary, why, fix }));
  return `${JSON.stringify({ rules: list }, null, 2)}\n`;
}
