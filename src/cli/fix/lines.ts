/** A piece of a text, from one offset to another, and what takes its place. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with these edits, none of which overlaps another. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, text: piece } of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    pieces.push(text.slice(at, from), piece);
    at = Math.max(at, to);
  }
  return pieces.join("") + text.slice(at);
}

/** Where the lines of a text begin and end. */
export class Lines {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The start of the line of an offset. */
  startOf(offset: number): number {
    return this.#text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** The end of the line of an offset, before the characters that end it. */
  endOf(offset: number): number {
    const end = this.#text.indexOf("\n", offset);
    if (end === -1) return this.#text.length;
    return this.#text[end - 1] === "\r" ? end - 1 : end;
  }

  /** The start of the line after that of an offset. */
  after(offset: number): number {
    const end = this.#text.indexOf("\n", offset);
    return end === -1 ? this.#text.length : end + 1;
  }

  /** The end of a line as the line of an offset has it. */
  newlineAt(offset: number): string {
    const end = this.#text.indexOf("\n", offset);
    const sample = end === -1 ? this.#text.lastIndexOf("\n") : end;
    return this.#text[sample - 1] === "\r" ? "\r\n" : "\n";
  }
}
