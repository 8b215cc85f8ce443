import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { markdownTable } from "../src/cli/markdown-table.ts";
import { formats } from "../src/cli/review/formats/index.ts";
import { defaults } from "../src/defaults/index.ts";
import { Field } from "../src/field/field.ts";
import { metricsTable } from "./metrics-table.ts";
import { policyTable } from "./policy-table.ts";
import { runExample, wordsOf } from "./rule-example.ts";

const root = `${import.meta.dirname}/..`;

/** The manifest that README shows being denied, from the root of the repository. */
export const refusedExample = "test/examples/refused.yaml";

/** The documents with a generated block: what is between which markers of which file. */
const blocks: Readonly<Record<string, readonly [name: string, content: () => string]>> = {
  "README.md": ["refused", refusal],
  "manifests/README.md": ["metrics", metricsTable],
  "src/cli/README.md": ["formats", formatsTable],
  "src/defaults/README.md": ["defaults", defaultsTable],
  "src/policy/README.md": ["policy", policyTable],
};

/** Every document with a generated block, by path from the root; the rest of its text stays as it is. */
export function documentsWithBlocks(): Readonly<Record<string, string>> {
  const files = Object.entries(blocks).map(([path, [name, content]]) => {
    const text = readFileSync(`${root}/${path}`, "utf8");
    return [path, between(text, path, name, content())] as const;
  });
  return Object.fromEntries(files);
}

/**
 * A text with something else between the lines `<!-- name -->` and `<!-- /name -->`.
 * @param path names the text in the error
 * @throws Error unless each of these lines is there once, in this order.
 */
export function between(text: string, path: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
  const [before, rest, ...more] = text.split(open);
  const [, after, ...others] = rest?.split(close) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(
      `${path} has no place for its ${name}: it needs the line <!-- ${name} --> once, and <!-- /${name} --> once after it`,
    );
  }
  return `${before}${open}\n${content}\n${close}${after}`;
}

/** What kubectl prints of a VirtualMachine that breaks several rules. */
function refusal(): string {
  const text = readFileSync(`${root}/${refusedExample}`, "utf8");
  const { response } = runExample(text, (object) => object);
  const name = Field.root(parse(text)).at("metadata", "name").string ?? "";
  const lines = [
    `$ kubectl apply -f ${refusedExample}`,
    `The VirtualMachine "${name}" is invalid:`,
    ...wordsOf(response),
  ];
  return `\`\`\`console\n${lines.join("\n")}\n\`\`\`\n`;
}

/** The output formats, in the order of the list. */
function formatsTable(): string {
  const rows = Object.entries(formats).map(([name, { purpose }]) => [`\`${name}\``, purpose]);
  return markdownTable([["format", "for"], ...rows]);
}

/** What is filled in, in the order of the list. */
function defaultsTable(): string {
  const rows = defaults.map(({ field, value, unless }) => [asCode(field), value, unless]);
  return markdownTable([["field", "default", "not when"], ...rows]);
}

/** A field that is a path is shown as code; other words show their own. */
function asCode(field: string): string {
  return /^[\w.[\]]+$/.test(field) ? `\`${field}\`` : field;
}
