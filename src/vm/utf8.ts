const notAscii = /[\u0080-\uffff]/;

/** How many bytes a text has as UTF-8, a lone surrogate as U+FFFD. Makes no copy of the text, whatever its length. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = lengthBefore(notAscii, text); i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Both halves of a surrogate pair together make four bytes; one alone makes three.
    if (code >= 0x80) length += code < 0x800 || isPaired(text, i) ? 1 : 2;
  }
  return length;
}

/** How long a text is up to the first of these characters, or in all: a search takes a fraction of what a loop takes. */
export function lengthBefore(character: RegExp, text: string): number {
  const index = text.search(character);
  return index === -1 ? text.length : index;
}

function isPaired(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code < 0xd800 || code > 0xdfff) return false;
  const other = code < 0xdc00 ? text.charCodeAt(index + 1) : text.charCodeAt(index - 1);
  return code < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other < 0xdc00;
}
