import type { Document } from "yaml";

/** Most scalars that are indented: past that a file is not a manifest. */
const mostRepairs = 32;

/** Most characters that indenting may add to a text: some 5,000 lines, where a manifest continues a handful. */
const mostAdded = 1 << 20;

/** Most characters that are parsed again; each repair parses the whole text. */
const mostReparsed = 16 << 20;

/**
 * Parses a text of which a quoted scalar may go on in a line that is not indented more, as Kubernetes' own reader
 * lets it, and ours does not: such lines are indented, which changes neither the value nor the line numbers.
 * Gives undefined where `parse` does.
 */
export function parseIndented(
  text: string,
  parse: (text: string) => readonly Document.Parsed[] | undefined,
): readonly Document.Parsed[] | undefined {
  let [repaired, documents] = [text, parse(text)];
  let reparsed = 0;
  for (let i = 0; i < mostRepairs && documents !== undefined; i++) {
    const next = indentFirst(repaired, documents);
    if (next === undefined) break;
    reparsed += next.length;
    if (next.length > text.length + mostAdded || reparsed > mostReparsed) break;
    [repaired, documents] = [next, parse(next)];
  }
  return documents;
}

/** More than a manifest is indented anywhere. */
const deepIndent = " ".repeat(200);

/** The text with the first scalar indented that seems to have no end; undefined where there is none. */
function indentFirst(text: string, documents: readonly Document.Parsed[]): string | undefined {
  const error = documents.find(({ errors }) => errors.length > 0)?.errors[0];
  const [, quote] = /^Missing closing (["'])quote/.exec(error?.message ?? "") ?? [];
  if (error === undefined || quote === undefined) return undefined;
  const end = text.indexOf("\n", error.pos[0]);
  const close = end === -1 ? -1 : closingQuote(text, end, quote);
  if (close === -1) return undefined;
  const lines = text.slice(end, close).split("\n");
  // Joined first, the lines of a hostile file would be longer than a string may be.
  if (lines.length * deepIndent.length > mostAdded) return undefined;
  return text.slice(0, end) + lines.join(`\n${deepIndent}`) + text.slice(close);
}

/** Where a quoted text that is open at `from` is closed; -1 where it never is. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let i = text.indexOf(quote, from); i !== -1; i = text.indexOf(quote, i + 1)) {
    if (quote === "'" && text[i + 1] === "'") i++;
    else if (quote === "'" || backslashesBefore(text, i) % 2 === 0) return i;
  }
  return -1;
}

function backslashesBefore(text: string, index: number): number {
  let count = 0;
  while (text[index - 1 - count] === "\\") count++;
  return count;
}
