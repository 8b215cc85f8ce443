/** What the header comment of a rule's file says, each in one line; a part that is missing is undefined. */
export interface RuleHeader {
  readonly restricted: string | undefined;
  readonly allowed: string | undefined;
  readonly source: string | undefined;
}

const comment = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const \w+: Rule\b/;

/** Reads the comment right before the rule in the source of its file. */
export function readRuleHeader(source: string): RuleHeader {
  const lines = (comment.exec(source)?.[1] ?? "").split("\n").map((line) => line.replace(/^\s*\*?\s*/, ""));
  return {
    restricted: part(lines, "Restricted"),
    allowed: part(lines, "Allowed"),
    source: part(lines, "Source"),
  };
}

/** The text after a label, up to the next one, an empty line or the end. */
function part(lines: readonly string[], label: string): string | undefined {
  const start = lines.findIndex((line) => line.startsWith(`${label}: `));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line === "" || /^[A-Z][a-z]+: /.test(line));
  const text = [lines[start], ...rest.slice(0, end < 0 ? undefined : end)].join(" ");
  return text.slice(label.length + 2).trim();
}
