/** One step of a pattern for a name: one character that fits, or any number of them. */
type Token = "many" | ((character: string) => boolean);

/**
 * A test for names by a pattern of `*`, `?`, `[a-z]`, `[!a-z]` and `\` before a character that means itself, as in
 * fnmatch(3). Takes time in line with the product of both lengths, whatever the pattern.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(bytesOf(pattern));
  return (name) =>
    matchesList(tokens, bytesOf(name), "many", (token, character) => token !== "many" && token(character));
}

/** Whether patterns match items one by one, all of both, where `many` among them stands for any number of items. */
export function matchesList<P, T>(
  patterns: readonly P[],
  items: readonly T[],
  many: P,
  matches: (pattern: P, item: T) => boolean,
): boolean {
  let [p, i, lastMany, tried] = [0, 0, -1, 0];
  while (i < items.length) {
    const [pattern, item] = [patterns[p], items[i]];
    if (p < patterns.length && pattern === many) [lastMany, tried, p] = [p, i, p + 1];
    else if (pattern !== undefined && item !== undefined && matches(pattern, item)) [p, i] = [p + 1, i + 1];
    // Only the last `many` needs to take one item more: those before it have found their place.
    else if (lastMany >= 0) [p, i, tried] = [lastMany + 1, tried + 1, tried + 1];
    else return false;
  }
  return patterns.slice(p).every((pattern) => pattern === many);
}

/** A text as git compares it: byte by byte, each as a character of its own. */
function bytesOf(text: string): readonly string[] {
  return Array.from(Buffer.from(text, "utf8").toString("latin1"));
}

function tokensOf(characters: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    const set = character === "[" ? readSet(characters, i) : undefined;
    if (set !== undefined) {
      tokens.push(set.matches);
      i = set.end;
    } else if (character === "*") {
      if (tokens.at(-1) !== "many") tokens.push("many");
    } else if (character === "?") {
      tokens.push(() => true);
    } else {
      const literal = character === "\\" ? (characters[++i] ?? "\\") : character;
      tokens.push((found) => found === literal);
    }
  }
  return tokens;
}

/** The set of characters that begins at an index; undefined where it has no end, so that the bracket means itself. */
function readSet(
  characters: readonly string[],
  start: number,
): { readonly matches: (character: string) => boolean; readonly end: number } | undefined {
  const isNegated = ["!", "^"].includes(characters[start + 1] ?? "");
  const first = start + (isNegated ? 2 : 1);
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let i = first; i < characters.length; i++) {
    if (characters[i] === "]" && i > first) {
      const isIn = (found: string): boolean => ranges.some(([from, to]) => from <= found && found <= to);
      return { matches: (found) => isIn(found) !== isNegated, end: i };
    }
    const from = characters[i] === "\\" ? characters[++i] : characters[i];
    const isRange = characters[i + 1] === "-" && characters[i + 2] !== "]";
    const to = isRange ? characters[i + 2] : from;
    if (from === undefined || to === undefined) return undefined;
    if (isRange) i += 2;
    ranges.push([from, to]);
  }
  return undefined;
}
