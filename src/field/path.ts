/** One step of a path: a member's name or a list index. */
export type Segment = string | number;

/** The steps from the root of an object to a value. */
export type Path = readonly Segment[];

const plainName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Longer than any name of a member: the key of an annotation has at most 253 + 1 + 63 characters. */
const longestSegment = 320;

/**
 * Prints a path as Kubernetes does and as a user would type it: `spec.template.spec.volumes[0].name`,
 * `metadata.annotations[vm.cpln.io/guest-os]`. The empty path is the whole object and prints as "".
 */
export function formatPath(path: Path): string {
  let text = "";
  for (const segment of path) {
    if (typeof segment === "number") text += `[${segment}]`;
    else if (segment.length > longestSegment) text += `[${segment.slice(0, longestSegment)}…]`;
    else if (!plainName.test(segment)) text += `[${segment}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}

/** A path as a JSON Pointer (RFC 6901), which JSON Patch uses. */
export function toPointer(path: Path): string {
  return path.map(pointerStep).join("");
}

/** One step of a JSON Pointer, with its slash. */
export function pointerStep(segment: Segment): string {
  const name = String(segment);
  return /[~/]/.test(name) ? `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` : `/${name}`;
}
