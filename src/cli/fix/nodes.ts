import { isAlias, isMap, isPair, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import { isObject } from "../../field/json.ts";
import type { Path, Segment } from "../../field/path.ts";

/** A member of a mapping or an item of a list, in its document. */
export interface Place {
  readonly parent: YAMLMap | YAMLSeq;
  readonly index: number;
}

/** The places on the way to a path, as far as there are any. */
export function placesOn(contents: unknown, path: Path): readonly Place[] {
  const places: Place[] = [];
  let node = contents;
  for (const segment of path) {
    const place = placeIn(node, segment);
    if (place === undefined) break;
    places.push(place);
    node = valueAt(place);
  }
  return places;
}

/** Of two equal keys the last one counts. */
function placeIn(node: unknown, segment: Segment): Place | undefined {
  if (isSeq(node) && typeof segment === "number" && segment < node.items.length)
    return { parent: node, index: segment };
  if (!isMap(node)) return undefined;
  const index = node.items.findLastIndex(({ key }) => isScalar(key) && key.value === segment);
  return index === -1 ? undefined : { parent: node, index };
}

/** The value of a member, or the item itself. */
export function valueAt({ parent, index }: Place): unknown {
  const entry: unknown = parent.items[index];
  return isPair(entry) ? entry.value : entry;
}

/** The key of a member; undefined for an item of a list. */
export function keyAt({ parent, index }: Place): ParsedNode | undefined {
  const entry: unknown = parent.items[index];
  return isPair(entry) && isNode(entry.key) ? entry.key : undefined;
}

/** Where the last character is that belongs to a node, without comments and the end of the line. */
export function contentEnd(node: unknown, text: string): number {
  let last = node;
  let key: ParsedNode | undefined;
  while ((isMap(last) || isSeq(last)) && last.flow !== true && last.items.length > 0) {
    const place = { parent: last, index: last.items.length - 1 };
    [last, key] = [valueAt(place), keyAt(place)];
  }
  let end = isNode(last) ? last.range[1] : (key?.range[1] ?? 0);
  while (text[end - 1] === "\n" || text[end - 1] === "\r") end--;
  return end;
}

/** Whether a value is on a line with others, and not a block of its own. */
export function isInline(node: unknown): node is ParsedNode {
  if (isMap(node) || isSeq(node)) return node.flow === true;
  return isAlias(node) || (isScalar(node) && node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED");
}

/** Whether something is a node that was parsed, and so has a place in the text. */
export function isNode(node: unknown): node is ParsedNode {
  return isObject(node) && Array.isArray(node["range"]);
}
