import { printable } from "../printable.ts";

/** A piece of HTML in which all foreign text is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may be put into a piece of HTML: texts are escaped, pieces of HTML are not, lists are written one by one. */
type Part = string | number | Markup | readonly Markup[];

/**
 * A piece of HTML from a template: whatever is put in is escaped unless it is HTML made in the same way, so a value
 * can be forgotten nowhere. An attribute's value belongs in double quotes.
 */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const pieces = texts.flatMap((text, i) => [text, textOf(parts[i] ?? "")]);
  return new Markup(pieces.join(""));
}

/** Nothing. */
export const empty = new Markup("");

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(({ text }) => text).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark);
}
