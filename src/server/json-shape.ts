/** How much a JSON text may hold, whatever its size in bytes. */
export interface ShapeLimits {
  /** Commas and opening brackets outside strings: no JSON holds more values than these. */
  readonly separators: number;
  /** Objects and lists in one another. */
  readonly depth: number;
}

const [quote, backslash] = Buffer.from('"\\');
const [comma, openBracket, openBrace, closeBracket, closeBrace] = Buffer.from(",[{]}");

/**
 * Which of the limits a JSON text is over, as far as is known without parsing it; undefined where it is within
 * both. Looks at each byte once: what is over a limit is never parsed, since nested text costs stack and many values
 * cost memory. What is no JSON may pass; the parser refuses it.
 */
export function shapeOver(text: Uint8Array, limits: ShapeLimits): keyof ShapeLimits | undefined {
  let separators = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === quote) {
      i = endOfString(text, i + 1);
    } else if (byte === comma) {
      separators++;
    } else if (byte === openBracket || byte === openBrace) {
      separators++;
      if (++depth > limits.depth) return "depth";
    } else if (byte === closeBracket || byte === closeBrace) {
      depth--;
    }
    if (separators > limits.separators) return "separators";
  }
  return undefined;
}

/** The place of the quote that ends a string, or that behind the text where nothing ends it. */
function endOfString(text: Uint8Array, start: number): number {
  for (let i = start; i < text.length; i++) {
    const byte = text[i];
    if (byte === quote) return i;
    if (byte === backslash) i++;
  }
  return text.length;
}
