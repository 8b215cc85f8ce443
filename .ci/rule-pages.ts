import { format } from "prettier";
import { stringify } from "yaml";
import { mostCharacters, mostValues } from "../src/admission/size.ts";
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
  pages["object-size.md"] = await format(objectSizePage(), { parser: "markdown" });
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
An object of more than ${mostValues.CREATE} values or ${mostCharacters} characters is not looked at at all: [object-size](object-size.md).

The examples on the pages show what differs from the objects below, the minimal ones that are admitted without a default
or a warning; lists are replaced as a whole. Try one with \`vmgate review FILE\`.

## Minimal VirtualMachine

${yaml(vm())}

## Minimal workload

${yaml(workload())}
`;
}

/** The bound on what the rules look at: it is not in the registry, since the policy cannot switch it off. */
function objectSizePage(): string {
  return `${generated("src/admission/size.ts")}

# object-size

An object holds at most ${mostValues.CREATE} values and ${mostCharacters} characters.

Every rule looks at every value a few times. Without a bound one object of seven megabytes could hold up the admission of
all others, so what is larger is not looked at.

- **Restricted fields:** the whole object but for \`status\` and \`metadata.managedFields\`
- **Allowed:** at most ${mostValues.CREATE} members and list items in all; ${mostValues.UPDATE} in an update, since KubeVirt and
  vmgate add to what is stored. A VM with 256 disks, the most that KubeVirt takes, has some 6,000. At most
  ${mostCharacters} characters in all names and texts: etcd by default stores no more
- **Applies to:** all kinds, but for a VirtualMachineInstance that KubeVirt creates
- **By default:** the object is denied. It is no rule that the policy can name or exempt: no rule is asked about such an
  object, so it is denied wherever any rule is set to \`enforce\`, and admitted with a warning where none is, as in the
  profile \`audit\`, and while KubeVirt restores a snapshot

## How to fix it

Remove what the VM does not need, or split it into several VMs.
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
