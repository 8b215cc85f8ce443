/** What may be between two nodes of YAML. */
const separators: ReadonlySet<string> = new Set(" \n-?:,");

/** Where the next thing is from an index on that is more than space, a comment, or what separates nodes. */
export function nextNode(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "#" && isSpace(text[at - 1])) at = lineEnd(text, at);
    else if (separators.has(character)) at++;
    else break;
  }
  return at;
}

/** The index of the first character from an index on that is no space. */
export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}

/** Whether the line that begins at an index has nothing but spaces. */
export function isBlankLine(text: string, start: number): boolean {
  return (text[skipSpaces(text, start)] ?? "\n") === "\n";
}

function isSpace(character = "\n"): boolean {
  return character === " " || character === "\n";
}

function lineEnd(text: string, from: number): number {
  const lineFeed = text.indexOf("\n", from);
  return lineFeed === -1 ? text.length : lineFeed;
}
