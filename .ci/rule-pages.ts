import { format } from "prettier";
import { stringify } from "yaml";
import { vm } from "../test/support/vm.ts";
import { workload } from "../test/support/workload.ts";
import { wordsOf } from "./rule-example.ts";
import { ruleTopics, type RuleTopic } from "./rule-topics.ts";

/** Where the pages are kept, from the root of the repository. */
export const pagesFolder = "src/rules/pages";

/** A page for each rule and one that they share, by file name. */
export async function rulePages(): Promise<Readonly<Record<string, string>>> {
  const pages: Record<string, string> = {};
  pages["README.md"] = await format(overview(), { parser: "markdown" });
  for (const topic of ruleTopics())
    pages[`${topic.id}.md`] = await format(page(topic), { parser: "markdown" });
  return pages;
}

function overview(): string {
  return `${generated("src/rules and src/cpln-workload")}

# The rules' pages

Each message of vmgate ends in the id of a rule in brackets, and each rule has a page here: why it is there, which
fields it reads, what is allowed, how to fix a machine, and an example of both.
\`vmgate rules\` and the [README](../../../README.md#the-rules) list them all.

The examples show what differs from the objects below, the least that are admitted without a default or a warning;
lists are replaced as a whole. Try one with \`vmgate review FILE\`.

## The least VirtualMachine

${yaml(vm())}

## The least workload

${yaml(workload())}
`;
}

function page(topic: RuleTopic): string {
  const { id, source, summary, why, fix, action, restricted, allowed, judgedOn } = topic;
  const verb = action === "enforce" ? "refused" : "admitted with a warning";
  const least = `[The least ${topic.least}](README.md#the-least-${topic.least.toLowerCase()})`;
  return `${generated(source)}

# ${id}

${summary}

${why}

- **Restricted:** ${prose(restricted)}
- **Allowed:** ${prose(allowed)}
- **Judged on:** ${judgedOn}
- **By default:** what breaks it is ${verb} (\`${action}\`); \`rules\` in the policy can set it to \`enforce\`, \`warn\` or \`"off"\`

## How to fix it

${fix}

## An example that is ${verb}

${least} with

${yaml(topic.refused.fragment)}
${underPolicy(topic)}
What vmgate says:

\`\`\`text
${wordsOf(topic.refused.response).join("\n")}
\`\`\`

## An example that is admitted

${least} with

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
