import { format } from "prettier";
import { stringify } from "yaml";
import { markdownTable } from "../src/cli/markdown-table.ts";
import { vm } from "../test/support/vm.ts";
import { workload } from "../test/support/workload.ts";
import { wordsOf } from "./rule-example.ts";
import { ruleTopics, type RuleTopic } from "./rule-topics.ts";

/** Where the pages are kept, from the root of the repository. */
export const pagesFolder = "src/rules/pages";

/** A page for each rule and one that they share, by file name. */
export async function rulePages(): Promise<Readonly<Record<string, string>>> {
  const pages: Record<string, string> = {};
  const topics = ruleTopics();
  pages["README.md"] = await format(overview(topics), { parser: "markdown" });
  for (const topic of topics) pages[`${topic.id}.md`] = await format(page(topic), { parser: "markdown" });
  return pages;
}

function overview(topics: readonly RuleTopic[]): string {
  const rows = topics.map(({ id, action, summary }) => [`[${id}](${id}.md)`, action, summary]);
  return `${generated("src/rules and src/cpln-workload")}

# Rules

Every message of vmgate ends with the id of a rule in brackets, and every rule has a page: why it exists, which fields it
reads, what is allowed, how to fix a VM, and an example of both outcomes. \`vmgate rules\` prints this list.

The default action is in the second column. \`rules\` in [the policy](../../policy/README.md) can set each to
\`enforce\` (deny), \`warn\` (admit with a warning) or \`"off"\`.

${markdownTable([["rule", "default", "what must hold"], ...rows])}
The examples on the pages show what differs from the objects below, the minimal ones that are admitted without a default
or a warning; lists are replaced as a whole. Try one with \`vmgate review FILE\`.

## Minimal VirtualMachine

${yaml(vm())}

## Minimal workload

${yaml(workload())}
`;
}

function page(topic: RuleTopic): string {
  const { id, source, summary, why, fix, action, restricted, allowed, appliesTo } = topic;
  const verb = action === "enforce" ? "denied" : "admitted with a warning";
  const minimal = `[The minimal ${topic.minimal}](README.md#minimal-${topic.minimal.toLowerCase()})`;
  return `${generated(source)}

# ${id}

${summary}

${why}

- **Restricted fields:** ${prose(restricted)}
- **Allowed:** ${prose(allowed)}
- **Applies to:** ${appliesTo}
- **By default:** a violation is ${verb} (\`${action}\`); \`rules\` in the policy can set \`enforce\`, \`warn\` or \`"off"\`

## How to fix it

${fix}

## Example that is ${verb}

${minimal} with

${yaml(topic.refused.fragment)}
${underPolicy(topic)}
vmgate says:

\`\`\`text
${wordsOf(topic.refused.response).join("\n")}
\`\`\`

## Example that is admitted

${minimal} with

${yaml(topic.admitted.fragment)}
`;
}

function underPolicy({ platform }: RuleTopic): string {
  return platform === undefined ? "" : `\nunder a policy with\n\n${yaml({ platform })}\n`;
}

function generated(from: string): string {
  return `<!-- Generated from ${from} by \`npm run generate\`; a test compares the two. -->`;
}

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
