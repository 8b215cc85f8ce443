import { memberOf } from "./field.ts";
import type { Path, Segment } from "./path.ts";

/**
 * A path that identifies list items by their `name` (or `metadata.name`) instead of their index, so that an item
 * keeps its key if the list is reordered.
 */
export function keyedPath(object: unknown, path: Path): string {
  // Thousands of findings are compared by these: no Field for each step.
  let value = object;
  const segments: Segment[] = [];
  for (const segment of path) {
    value = memberOf(value, segment);
    segments.push(typeof segment === "number" ? itemKey(value, segment) : segment);
  }
  return JSON.stringify(segments);
}

/** No name in Kubernetes is longer; a longer one would be repeated in the key of everything below it. */
const longestName = 253;

function itemKey(item: unknown, index: number): Segment {
  const own = memberOf(item, "name");
  const name = typeof own === "string" ? own : memberOf(memberOf(item, "metadata"), "name");
  return typeof name === "string" && name.length <= longestName ? name : index;
}
