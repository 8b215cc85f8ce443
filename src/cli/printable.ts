/** What a terminal obeys or a reader can't see: controls, line ends, marks of direction, halves of characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text of somebody else's as it can be printed on one line: names, paths and messages may hold anything, and must
 * not be able to forge the report around them. Escaped as in JSON, so what was JSON still is, and says the same.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** The same for several lines that are all ours: their line ends stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** An object's `namespace/name`; in quotes where a blank or the like would let it pass for more than a name. */
export function printableName(namespace: string, name: string): string {
  const whole = `${namespace}/${name}`;
  return /^[\w.-]*\/[\w.-]*$/.test(whole) ? whole : printable(JSON.stringify(whole));
}
