import { readFileSync } from "node:fs";
import { format } from "prettier";
import { stringify } from "yaml";
import { rules } from "../src/rules/index.ts";
import type { Rule } from "../src/rules/rule.ts";
import { vm } from "../test/support/vm.ts";
import { runExample, wordsOf } from "./rule-example.ts";
import { readRuleHeader } from "./rule-header.ts";

/** Where the pages are kept, from the root of the repository. */
export const pagesFolder = "src/rules/pages";

/** A page for each rule and one that they share, by file name. */
export async function rulePages(): Promise<Readonly<Record<string, string>>> {
  const pages: Record<string, string> = {};
  pages["README.md"] = await format(overview(), { parser: "markdown" });
  for (const rule of rules) pages[`${rule.id}.md`] = await format(page(rule), { parser: "markdown" });
  return pages;
}

function overview(): string {
  return `${generated("src/rules")}

# The rules' pages

Each message of vmgate ends in the id of a rule in brackets, and each rule has a page here: why it is there, which
fields it reads, what is allowed, how to fix a machine, and an example of both.
\`vmgate rules\` and the [README](../../../README.md#the-rules) list them all.

The examples show what differs from this VirtualMachine, the least that is admitted without a default or a
warning; lists are replaced as a whole. Try one with \`vmgate review FILE\`.

${yaml(vm())}
`;
}

function page(rule: Rule): string {
  const header = readRuleHeader(readFileSync(`${import.meta.dirname}/../src/rules/${rule.id}.ts`, "utf8"));
  const verb = rule.action === "enforce" ? "refused" : "admitted with a warning";
  return `${generated(`src/rules/${rule.id}.ts`)}

# ${rule.id}

${rule.summary}

${rule.why}

- **Restricted:** ${prose(header.restricted ?? "")}
- **Allowed:** ${prose(header.allowed ?? "")}
- **Judged on:** ${judgedOn[rule.appliesTo]}
- **By default:** what breaks it is ${verb} (\`${rule.action}\`); \`rules\` in the policy can set it to \`enforce\`, \`warn\` or \`"off"\`

## How to fix it

${rule.fix}

## An example that is ${verb}

${refusedExample(rule)}

## An example that is admitted

${admittedExample(rule)}
`;
}

function generated(from: string): string {
  return `<!-- Generated from ${from} by \`npm run generate\`; a test compares the two. -->`;
}

const judgedOn: Readonly<Record<Rule["appliesTo"], string>> = {
  machine: "VirtualMachine, VirtualMachinePool",
  template:
    "VirtualMachine, VirtualMachinePool, VirtualMachineInstanceReplicaSet, and a VirtualMachineInstance that was made directly",
  boot: "VirtualMachine, VirtualMachinePool, VirtualMachineInstanceReplicaSet, and every VirtualMachineInstance: also the one that KubeVirt makes when a VM starts",
};

function refusedExample(rule: Rule): string {
  const { fragment, response } = runExample(rule, "refused");
  const { platform } = rule.examples;
  const policy = platform === undefined ? "" : `, under a policy with\n\n${yaml({ platform })}`;
  return `${least} with\n\n${yaml(fragment)}${policy}\n\nWhat vmgate says:\n\n\`\`\`text\n${wordsOf(response).join("\n")}\n\`\`\``;
}

function admittedExample(rule: Rule): string {
  return `${least} with\n\n${yaml(runExample(rule, "admitted").fragment)}`;
}

const least = "[The least VirtualMachine](README.md)";

function yaml(value: unknown): string {
  return `\`\`\`yaml\n${stringify(value, { lineWidth: 0 })}\`\`\``;
}

/** Words of a comment as Markdown: fields become code, and nothing is taken for HTML or emphasis. */
function prose(text: string): string {
  const field = /^kind$|(?<![\w.])(?:(?:spec|metadata)\.|\.(?=[a-z]))[\w.[\]/-]*/g;
  return text
    .split(/(`[^`]*`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replaceAll(/[<*]/g, "\\$&").replaceAll(field, "`$&`")))
    .join("");
}
