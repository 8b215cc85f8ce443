/** A header of a MIME message. Lower-cased `name`; the value with its folded lines joined. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** The value of the first header of this lower-case name; "" without one. */
export function headerValue(headers: readonly Header[], name: string): string {
  return headers.find((header) => header.name === name)?.value.trim() ?? "";
}

/** The `type/subtype` of a Content-Type value in lower case; what is not of that form counts as `fallback`. */
export function mediaType(value: string, fallback: string): string {
  const end = value.indexOf(";");
  const type = (end === -1 ? value : value.slice(0, end)).trim().toLowerCase();
  const slash = type.indexOf("/");
  return slash !== -1 && slash === type.lastIndexOf("/") ? type : fallback;
}

/** A parameter of a structured header value, as `boundary` of Content-Type; undefined without it. */
export function parameter(value: string, name: string): string | undefined {
  for (const [, key = "", quoted, bare] of value.matchAll(
    /(?:^|;)\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g,
  )) {
    if (key.toLowerCase() === name) return quoted?.replaceAll(/\\(["\\])/g, "$1") ?? (bare ?? "").trim();
  }
  return undefined;
}
