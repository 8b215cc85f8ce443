import { markdownTable } from "../src/cli/markdown-table.ts";
import { rulesAsMarkdown } from "../src/cli/rules.ts";
import { defaults } from "../src/defaults/index.ts";
import { policyTable } from "./policy-table.ts";

/** README with its tables as the sources have them; the rest of the text stays as it is. */
export function withTables(readme: string): string {
  return Object.entries({
    rules: rulesAsMarkdown(),
    defaults: defaultsTable(),
    policy: policyTable(),
  }).reduce((text, [name, table]) => between(text, name, table), readme);
}

/**
 * A text with something else between the lines `<!-- name -->` and `<!-- /name -->`.
 * @throws Error when these lines do not stand in it, each once and in this order.
 */
export function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
  const [before, rest, ...more] = text.split(open);
  const [, after, ...others] = rest?.split(close) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(
      `README.md has no place for its ${name}: it needs the line <!-- ${name} --> once, and <!-- /${name} --> once after it`,
    );
  }
  return `${before}${open}\n${content}\n${close}${after}`;
}

/** What is filled in, in the order of the registry. */
function defaultsTable(): string {
  const rows = defaults.map(({ field, value, unless }) => [asCode(field), value, unless]);
  return markdownTable([["field", "default", "not when"], ...rows]);
}

/** A field that is a path is shown as code; other words show their own. */
function asCode(field: string): string {
  return /^[\w.[\]]+$/.test(field) ? `\`${field}\`` : field;
}
