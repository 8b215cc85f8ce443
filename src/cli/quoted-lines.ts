import type { Document } from "yaml";

/** Most texts in quotes that are put right: past that a file is no manifest. */
const mostRepairs = 32;

/**
 * Parses a text of which a quoted scalar may go on in a line that is not indented more, as Kubernetes' own reader
 * lets it, and ours does not: such lines are indented, which changes nothing of the value, nor of the line numbers.
 * Gives undefined where `parse` does.
 */
export function parseIndented(
  text: string,
  parse: (text: string) => readonly Document.Parsed[] | undefined,
): readonly Document.Parsed[] | undefined {
  let [repaired, documents] = [text, parse(text)];
  for (let i = 0; i < mostRepairs && documents !== undefined; i++) {
    const next = indentFirst(repaired, documents);
    if (next === undefined) break;
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
  return text.slice(0, end) + text.slice(end, close).replaceAll("\n", `\n${deepIndent}`) + text.slice(close);
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
