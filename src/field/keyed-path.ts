import { Field } from "./field.ts";
import type { Path } from "./path.ts";

/**
 * A path whose list items are told apart by their `name` (or `metadata.name`), not by their place in the list,
 * so that the same thing has the same key in an object whose lists were reordered.
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
