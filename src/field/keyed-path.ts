import { Field } from "./field.ts";
import type { Path } from "./path.ts";

/**
 * A path that identifies list items by their `name` (or `metadata.name`) instead of their index, so that an item
 * keeps its key if the list is reordered.
 */
export function keyedPath(object: unknown, path: Path): string {
  let field = Field.root(object);
  return JSON.stringify(
    path.map((segment) => {
      field = field.at(segment);
      return typeof segment === "number" ? itemKey(field, segment) : segment;
    }),
  );
}

function itemKey(item: Field, index: number): string | number {
  return item.at("name").string ?? item.at("metadata", "name").string ?? index;
}
