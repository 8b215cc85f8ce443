/** Longest warning that clients show on a line (apiserver: keep warnings under 120 characters). */
const lineLength = 120;

/** What the API server carries in all before it cuts (apiserver, pkg/endpoints/filters/warning.go: 4 × 1,024). */
const totalLength = 4096;

/**
 * Warnings as they go on the wire: one over the length of a line is cut at a blank into numbered parts,
 * each ending with the rule's id; what the API server would not carry is counted instead. No control
 * characters: a warning travels in an HTTP header, and the API server drops one that has any (apimachinery,
 * pkg/util/net, NewWarningHeader), C1 too.
 */
export function fitWarnings(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  for (const [i, text] of texts.entries()) {
    const parts = cut(text.replaceAll(/\p{Cc}+/gu, " "));
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    if (length + size > totalLength - lineLength) {
      return [...kept, `${texts.length - i} more warnings; "vmgate review" shows them all`];
    }
    kept.push(...parts);
    length += size;
  }
  return kept;
}

function cut(text: string): readonly string[] {
  if (text.length <= lineLength) return [text];
  const [, body = text, tail = ""] = /^(.*?)( \[[a-z-]+\])?$/.exec(text) ?? [];
  const room = lineLength - tail.length - "(10/10) ".length;
  const parts = wrap(body, room);
  return parts.map((part, i) => `(${i + 1}/${parts.length}) ${part}${tail}`);
}

/** Lines of at most `room` characters, cut at blanks; a word that is longer stays whole. */
function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
