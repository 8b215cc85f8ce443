import { type Event, parseEvents, YAMLException } from "js-yaml";
import type { PlacedNode } from "./placed-node.ts";
import { NotPlain, PlainNodes } from "./plain-nodes.ts";

/** A document of a text, as data and as what it was read from. */
export interface PlainDocument {
  readonly data: unknown;
  readonly root: PlacedNode;
}

/** More than a manifest nests; what is deeper is left to the reader of all YAML. */
const deepest = 100;

/** Tabs, line ends of other systems, byte order marks, lines like directives, and marks of a document that are indented. */
const unusual = /[\t\r\uFEFF]|^ *%|^ +---/m;

/**
 * Reads documents of plain YAML, with a parser that takes a fraction of the time of the one that reads all of YAML and
 * can print it again. What the two might read differently is left to that one: all that is not valid, anchors, aliases
 * and tags, merge keys, keys that are no text, and what `unusual` names. Few manifests have any of it.
 * @returns undefined for a text that is not plain; a document that holds nothing is null
 */
export function readPlainYaml(text: string): readonly PlainDocument[] | undefined {
  if (unusual.test(text)) return undefined;
  try {
    const events: readonly Event[] = parseEvents(text, { maxDepth: deepest });
    return new PlainNodes(text).read(events).map((root) => ({ data: dataOf(root), root }));
  } catch (error) {
    if (error instanceof NotPlain || error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** A node as data. Recursion is bounded by the parser's depth. */
function dataOf({ kind, value, items }: PlacedNode): unknown {
  if (kind === "scalar") return value;
  if (kind === "sequence") return items.map((item) => item && dataOf(item));
  const object: Record<string, unknown> = {};
  for (let i = 0; i < items.length; i += 2) {
    const [key, member] = [String(items[i]?.value), items[i + 1]];
    setOwn(object, key, member && dataOf(member));
  }
  return object;
}

/** Assigned, `__proto__` would be the prototype. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key in object)
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}
