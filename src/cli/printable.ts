/** What a terminal interprets or a reader cannot see: controls, line ends, direction marks, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Untrusted text as it can be printed on one line: names, paths and messages may hold anything, and must not be
 * able to forge the report around them. Escaped as in JSON, so JSON stays JSON with the same meaning.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(""),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** The same for several lines of vmgate's own: their line ends stay. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** An object's `namespace/name`; in quotes where a space or the like would make it look like more than a name. */
export function printableName(namespace: string, name: string): string {
  const whole = `${namespace}/${name}`;
  return /^[\w.-]*\/[\w.-]*$/.test(whole) ? whole : printable(JSON.stringify(whole));
}
