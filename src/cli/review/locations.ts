import type { Path } from "../../field/path.ts";
import { isHiddenMember } from "../hidden-members.ts";
import type { PlacedNode } from "./placed-node.ts";
import type { Location, Range, SourceLines } from "./source-lines.ts";

const noExcerpt = { text: "", start: 0, end: 0, before: [], after: [] };

/** Where nothing more precise is known. */
export const startOfFile: Location = { line: 1, column: 1, endColumn: 2, excerpt: noExcerpt };

/** The place of an object of a cluster: it has no file, and so no line. */
export const notInFile: Location = { line: 0, column: 0, endColumn: 0, excerpt: noExcerpt };

/** What is on the way to a path. */
interface Found {
  readonly nearest: PlacedNode | undefined;
  /** The key that leads to it; undefined for an item. */
  readonly key: PlacedNode | undefined;
  readonly isFound: boolean;
}

/** Finds what is at a path of one document; each mapping is gone through once. */
export class Locations {
  readonly #root: PlacedNode | undefined;
  readonly #lines: SourceLines;
  readonly #members = new Map<PlacedNode, ReadonlyMap<unknown, number>>();
  #hidden: readonly Range[] | undefined;

  /** @param root undefined for a document that holds nothing */
  constructor(root: PlacedNode | undefined, lines: SourceLines) {
    this.#root = root;
    this.#lines = lines;
  }

  /** Line on which the value at a path begins, or the nearest thing around it. */
  lineOf(path: Path): number {
    const { nearest } = this.#walk(path);
    return nearest === undefined ? 1 : this.#lines.lineOf(nearest.range[0]);
  }

  /**
   * The value at a path where it is a scalar, else its key; the nearest key around what is not there.
   * @param root the path of the object that it is in
   */
  locate(path: Path, root: Path): Location {
    return this.#locateRange(this.#rangeOf(path), this.#walk(root).nearest?.range ?? [0, 0]);
  }

  /** A position of the parser's, without an excerpt: in what cannot be parsed, nobody knows what is user data. */
  locateOffset(offset: number): Location {
    const range: Range = [offset, offset + 1];
    return { ...this.#locateRange(range, range), excerpt: noExcerpt };
  }

  #locateRange(range: Range, object: Range): Location {
    return this.#lines.locate(range, (this.#hidden ??= hiddenRanges(this.#root)), object);
  }

  #rangeOf(path: Path): Range {
    const { nearest, key, isFound } = this.#walk(path);
    const isValue = nearest?.kind === "scalar" || nearest?.kind === "alias";
    if (isFound && isValue && !isHiddenMember(key?.value) && nearest.range[1] > nearest.range[0])
      return nearest.range;
    if (key !== undefined) return key.range;
    const start = nearest?.range[0] ?? 0;
    return [start, start + 1];
  }

  /** The nearest node on the way to a path, and the key that leads to it. */
  #walk(path: Path): Found {
    let found: Found = { nearest: this.#root, key: undefined, isFound: true };
    for (const segment of path) {
      const next = found.nearest && this.#step(found.nearest, segment);
      if (next === undefined) return { ...found, isFound: false };
      found = next;
    }
    return found;
  }

  /** From a node to its member or item; undefined where it has none. */
  #step(node: PlacedNode, segment: string | number): Found | undefined {
    if (node.kind === "mapping") {
      const at = this.#membersOf(node).get(segment);
      return at === undefined
        ? undefined
        : { nearest: node.items[at + 1], key: node.items[at], isFound: true };
    }
    const item = node.kind === "sequence" && typeof segment === "number" ? node.items[segment] : undefined;
    return item && { nearest: item, key: undefined, isFound: true };
  }

  /** By key, where it is among the items; the last of two equal keys counts. */
  #membersOf(mapping: PlacedNode): ReadonlyMap<unknown, number> {
    let known = this.#members.get(mapping);
    if (known === undefined) {
      const { items } = mapping;
      known = new Map(items.flatMap((key, at) => (at % 2 === 0 ? [[key?.value, at] as const] : [])));
      this.#members.set(mapping, known);
    }
    return known;
  }
}

/** Where the values are that are never shown, in the order of the text. Without recursion: a document may be deep. */
function hiddenRanges(root: PlacedNode | undefined): readonly Range[] {
  const ranges: Range[] = [];
  const open: (PlacedNode | undefined)[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (node === undefined) continue;
    for (const [at, item] of node.items.entries()) {
      const isHidden = node.kind === "mapping" && at % 2 === 1 && isHiddenMember(node.items[at - 1]?.value);
      if (isHidden && item !== undefined) ranges.push(item.range);
      else open.push(item);
    }
  }
  return ranges.sort(([a], [b]) => a - b);
}
