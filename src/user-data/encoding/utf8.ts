const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** The text of strictly valid UTF-8, a byte order mark included; undefined when it is not valid. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of the bytes with U+FFFD for what is not UTF-8: for inspection only. */
export function showUtf8(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** UTF-8 of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The line, from 1, of the first place where bytes are not UTF-8, in the text that showUtf8 gives. */
export function lineOfDamage(shown: string): number {
  return lineAt(shown, shown.indexOf("\ufffd"));
}

/** The line number, from 1, of the character at this index. */
function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf("\n"); i !== -1 && i < index; i = text.indexOf("\n", i + 1)) line++;
  return line;
}

/**
 * A function from any index in a text to its line, from 1; the line ends are located once, when the first line is
 * asked for.
 */
export function lineFinder(text: string): (index: number) => number {
  let ends: number[] | undefined;
  return (index) => {
    ends ??= lineEnds(text);
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function lineEnds(text: string): number[] {
  const ends: number[] = [];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) ends.push(i);
  return ends;
}
