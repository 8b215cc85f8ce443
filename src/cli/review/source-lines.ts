import type { LineCounter } from "yaml";

/** Where something is in a file. */
export interface Location {
  /** From 1; 0 for an object of a cluster. */
  readonly line: number;
  /** From 1, with 0 for the same, in UTF-16 code units. */
  readonly column: number;
  /** The column after its last character on that line. */
  readonly endColumn: number;
  readonly excerpt: Excerpt;
}

/** The line of a location, cut where it is long, without what is hidden. */
interface Excerpt {
  readonly text: string;
  /** What is meant, as offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Up to two lines above it and below it, of the same object. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Two offsets in a text: of the first character, and after the last. */
export type Range = readonly [start: number, end: number];

/** Most characters of an excerpt before what is meant, and of the whole. */
const mostBefore = 80;
const mostShown = 160;

/** Most lines above what is meant, and below it. */
const mostAround = 2;

/** The lines of a text that was parsed, as they are in the file that it was made of. */
export class SourceLines {
  readonly #counter: LineCounter;
  readonly #text: string;
  readonly #original: string;
  #originalLines: readonly string[] | undefined;

  /**
   * @param text what was parsed: offsets count in it
   * @param original the file's text, of which `text` may be a copy with lines that are indented more
   */
  constructor(counter: LineCounter, text: string, original: string) {
    this.#counter = counter;
    this.#text = text;
    this.#original = original;
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    return Math.max(1, this.#counter.linePos(offset).line);
  }

  /**
   * Where a range is; its part on further lines is left out.
   * @param hidden ranges that are not shown, sorted, none in another
   * @param object the range of the object: lines of others are not shown, a Secret may be among them
   */
  locate([from, to]: Range, hidden: readonly Range[], object: Range): Location {
    const line = this.lineOf(from);
    const [lineStart, lineEnd] = this.#contentOf(line);
    const start = clamp(from, lineStart, lineEnd);
    const end = clamp(to, start, lineEnd);
    const shownFrom = lineEnd - lineStart <= mostShown ? lineStart : Math.max(lineStart, start - mostBefore);
    const shownTo = Math.min(lineEnd, shownFrom + mostShown);
    const column = start - lineStart + 1;
    return {
      line,
      column,
      endColumn: Math.max(end - lineStart, column) + 1,
      excerpt: {
        text: masked(this.#text.slice(shownFrom, shownTo), shownFrom, hidden).trimEnd(),
        start: start - shownFrom,
        end: Math.min(end, shownTo) - shownFrom,
        before: this.#linesBetween(line - mostAround, line - 1, hidden, object),
        after: this.#linesBetween(line + 1, line + mostAround, hidden, object),
      },
    };
  }

  /** The lines with these numbers that are the object's, each cut where it is long. */
  #linesBetween(first: number, last: number, hidden: readonly Range[], [from, to]: Range): readonly string[] {
    const lines: string[] = [];
    const end = Math.min(last, this.lineOf(Math.max(from, to - 1)));
    for (let line = Math.max(first, this.lineOf(from)); line <= end; line++) {
      const [start, lineEnd] = this.#contentOf(line);
      const piece = this.#text.slice(start, Math.min(lineEnd, start + mostShown));
      lines.push(masked(piece, start, hidden).trimEnd());
    }
    return lines;
  }

  /** A line without its end, and without the indentation that is not in the file. */
  #contentOf(line: number): Range {
    const start = this.#counter.lineStarts[line - 1] ?? 0;
    const next = this.#counter.lineStarts[line];
    let end = next === undefined ? this.#text.length : next - 1;
    if (this.#text[end - 1] === "\r") end--;
    if (this.#text === this.#original) return [start, end];
    this.#originalLines ??= this.#original.split("\n");
    const original = this.#originalLines[line - 1]?.replace(/\r$/, "") ?? "";
    return [Math.max(start, end - original.length), end];
  }
}

/** A piece of the text with an asterisk for each character that is hidden. */
function masked(piece: string, offset: number, hidden: readonly Range[]): string {
  let text = piece;
  for (let i = firstAfter(hidden, offset); i < hidden.length; i++) {
    const [from = 0, to = 0] = hidden[i] ?? [];
    if (from >= offset + piece.length) break;
    const [start, end] = [Math.max(0, from - offset), Math.min(piece.length, to - offset)];
    text = text.slice(0, start) + "*".repeat(end - start) + text.slice(end);
  }
  return text;
}

/** The index of the first range that ends after an offset. */
function firstAfter(ranges: readonly Range[], offset: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.[1] ?? Infinity) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
