import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { isObject } from "../../field/json.ts";
import type { Path } from "../../field/path.ts";
import { isHiddenMember } from "../hidden-members.ts";
import { SourceLines, type Location, type Range } from "./source-lines.ts";

const noExcerpt = { text: "", start: 0, end: 0, before: [], after: [] };

/** Where nothing more precise is known. */
export const startOfFile: Location = { line: 1, column: 1, endColumn: 2, excerpt: noExcerpt };

/** The place of an object of a cluster: it has no file, and so no line. */
export const notInFile: Location = { line: 0, column: 0, endColumn: 0, excerpt: noExcerpt };

/** Finds what is at a path of one document; each mapping is gone through once. */
export class Locations {
  readonly #contents: Document.Parsed["contents"];
  readonly #lines: SourceLines;
  readonly #members = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>();
  #hidden: readonly Range[] | undefined;

  /** @param text what was parsed; `original` is the file's, without the indentation that parsing needed */
  constructor({ contents }: Document.Parsed, counter: LineCounter, text: string, original: string) {
    this.#contents = contents;
    this.#lines = new SourceLines(counter, text, original);
  }

  /** Line on which the value at a path begins, or the nearest thing around it. */
  lineOf(path: Path): number {
    const { nearest } = this.#walk(path);
    return isNode(nearest) ? this.#lines.lineOf(nearest.range[0]) : 1;
  }

  /**
   * The value at a path where it is a scalar, else its key; the nearest key around what is not there.
   * @param root the path of the object that it is in
   */
  locate(path: Path, root: Path): Location {
    return this.#locateRange(this.#rangeOf(path), this.#wholeOf(root));
  }

  /** A position of the parser's, without an excerpt: in what cannot be parsed, nobody knows what is user data. */
  locateOffset(offset: number): Location {
    const range: Range = [offset, offset + 1];
    return { ...this.#locateRange(range, range), excerpt: noExcerpt };
  }

  #locateRange(range: Range, object: Range): Location {
    return this.#lines.locate(range, (this.#hidden ??= hiddenRanges(this.#contents)), object);
  }

  #wholeOf(path: Path): Range {
    const { nearest } = this.#walk(path);
    return isNode(nearest) ? rangeOf(nearest) : [0, 0];
  }

  #rangeOf(path: Path): Range {
    const { nearest, key, isFound } = this.#walk(path);
    const isShown = isFound && (isScalar(nearest) || isAlias(nearest)) && !isHidden(key);
    if (isShown && isNode(nearest) && nearest.range[1] > nearest.range[0]) return rangeOf(nearest);
    if (isNode(key)) return rangeOf(key);
    const start = isNode(nearest) ? nearest.range[0] : 0;
    return [start, start + 1];
  }

  /** The nearest node on the way to a path, and the key that leads to it. */
  #walk(path: Path): { readonly nearest: unknown; readonly key: unknown; readonly isFound: boolean } {
    let nearest: unknown = this.#contents;
    let key: unknown;
    for (const segment of path) {
      const pair = isMap(nearest) ? this.#membersOf(nearest).get(segment) : undefined;
      const item = isSeq(nearest) && typeof segment === "number" ? nearest.items[segment] : undefined;
      if (pair === undefined && !isNode(item)) return { nearest, key, isFound: false };
      [nearest, key] = pair === undefined ? [item, undefined] : [pair.value, pair.key];
    }
    return { nearest, key, isFound: true };
  }

  #membersOf(map: YAMLMap): ReadonlyMap<unknown, Pair> {
    let known = this.#members.get(map);
    if (known === undefined) {
      known = new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : pair.key, pair]));
      this.#members.set(map, known);
    }
    return known;
  }
}

/** Where the values are that are never shown, in the order of the text. Without recursion: a document may be deep. */
function hiddenRanges(contents: unknown): readonly Range[] {
  const ranges: Range[] = [];
  const open: unknown[] = [contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) for (const item of node.items) open.push(item);
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      if (isHidden(key) && isNode(value)) ranges.push(rangeOf(value));
      else open.push(value);
    }
  }
  return ranges.sort(([a], [b]) => a - b);
}

function isHidden(key: unknown): boolean {
  return isScalar(key) && isHiddenMember(key.value);
}

function rangeOf({ range: [start, end] }: ParsedNode): Range {
  return [start, end];
}

function isNode(node: unknown): node is ParsedNode {
  return isObject(node) && Array.isArray(node["range"]);
}
