/** What the API server carries in all before it shortens warnings (apiserver, pkg/endpoints/filters/warning.go: 4 × 1,024). */
const totalLength = 4096;

/** Room for the line that says how many warnings were left out. */
const restLength = 120;

/**
 * Warnings as they go on the wire, one line each; what the API server would not carry is counted instead. No
 * control characters: a warning travels in an HTTP header, and the API server drops one that has any
 * (apimachinery, pkg/util/net, NewWarningHeader), C1 too.
 */
export function truncateWarnings(texts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let length = 0;
  for (const text of texts) {
    const line = text.replaceAll(/\p{Cc}+/gu, " ");
    length += line.length;
    if (length > totalLength - restLength) {
      return [...kept, `${texts.length - kept.length} more warnings; "vmgate review" shows them all`];
    }
    kept.push(line);
  }
  return kept;
}
