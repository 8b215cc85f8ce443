import { printable } from "../printable.ts";
import type { Location } from "../review/source-lines.ts";
import { empty, markup, type Markup } from "./markup.ts";

/** The lines of the file round a problem, with what is meant marked; nothing where they are not known. */
export function sourceMarkup(location: Location | undefined): Markup {
  if (location === undefined || location.excerpt.text.trim() === "") return empty;
  const { line, excerpt } = location;
  const { text, start, end, before, after } = excerpt;
  const indentation = commonIndentation([...before, text, ...after]);
  const shown = (piece: string): string => piece.replaceAll("\t", " ");
  const plainLine = (piece: string, i: number): Markup =>
    lineMarkup(i, markup`${shown(piece.slice(indentation))}`, "");
  const meant = markup`${shown(text.slice(indentation, Math.max(start, indentation)))}<mark>${shown(text.slice(Math.max(start, indentation), end))}</mark>${shown(text.slice(Math.max(end, indentation)))}`;
  return markup`<pre class="source" tabindex="0" role="group" aria-label="Source, line ${line}"><code>${[
    ...before.map((piece, i) => plainLine(piece, line - before.length + i)),
    lineMarkup(line, meant, " meant"),
    ...after.map((piece, i) => plainLine(piece, line + 1 + i)),
  ]}</code></pre>`;
}

function lineMarkup(number: number, content: Markup, mark: string): Markup {
  return markup`<span class="line${mark}" data-line="${number}">${content}\n</span>`;
}

/** How many blanks all lines begin with. */
function commonIndentation(lines: readonly string[]): number {
  const written = lines.filter((line) => line.trim() !== "");
  return Math.min(...written.map((line) => printable(line).length - printable(line).trimStart().length));
}
