import { isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import type { Range } from "./source-lines.ts";

/** A part of a document, and where it is in the text that was parsed. */
export interface PlacedNode {
  readonly kind: "mapping" | "sequence" | "scalar" | "alias";
  readonly range: Range;
  /** A scalar as data, by which the key of a mapping is known; undefined for all others. */
  readonly value: unknown;
  /** Items of a sequence; keys and values of a mapping in turn. Undefined where there is nothing, not even a place. */
  readonly items: readonly (PlacedNode | undefined)[];
}

/** A node as the parser has it; undefined for what has no place. Recursion is bounded: the parser recurses deeper. */
export function placedNode(node: unknown): PlacedNode | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const place = { range: [start, end] as const, value: undefined, items: [] };
  if (isScalar(node)) return { ...place, kind: "scalar", value: node.value };
  if (isSeq(node)) return { ...place, kind: "sequence", items: node.items.map(placedNode) };
  if (isMap(node))
    return {
      ...place,
      kind: "mapping",
      items: node.items.flatMap(({ key, value }) => [placedNode(key), placedNode(value)]),
    };
  return isAlias(node) ? { ...place, kind: "alias" } : undefined;
}
