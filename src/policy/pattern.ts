/**
 * Whether a pattern matches a whole text: `*` matches any text, even an empty one; everything else itself. Takes
 * linear time in the length of both, whatever the pattern.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop() ?? "";
  if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return false;
  const last = text.length - end.length;
  let at = start.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > last) return false;
    at = found + piece.length;
  }
  return true;
}

/** Whether one of several patterns matches. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text));
}
