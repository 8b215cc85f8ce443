import { COLLECTION_STYLE, type Event, EVENT_ID, getScalarValue, SCALAR_STYLE } from "js-yaml";
import type { PlacedNode } from "./placed-node.ts";
import { resolvePlain } from "./plain-scalar.ts";
import { isBlankLine, nextNode, skipSpaces } from "./plain-text.ts";

/** Why reading stops: the reader of all YAML has to read the text. */
export class NotPlain extends Error {}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type CollectionEvent = Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>;

/** A collection that is being read, or a document: a sequence of one item. */
interface OpenNode extends PlacedNode {
  range: PlacedNode["range"];
  readonly items: PlacedNode[];
  readonly isFlow: boolean;
}

/** Most characters of a key: the reader of all YAML takes no more than 1,024. */
const longestKey = 1000;

/** What may follow something in quotes or brackets on its line; the parser takes more than that. */
const followers: ReadonlySet<string> = new Set("\n#:,]}");

/** Makes nodes of a parser's events, which are in the order of the text. */
export class PlainNodes {
  readonly #text: string;
  /** After what has been read. */
  #at = 0;
  readonly #roots: PlacedNode[] = [];
  readonly #open: OpenNode[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The root of each document.
   * @throws NotPlain
   */
  read(events: readonly Event[]): readonly PlacedNode[] {
    for (const event of events) this.#take(event);
    return this.#roots;
  }

  #take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#open.push(openNode("sequence", this.#at, false));
        return;
      case EVENT_ID.POP:
        this.#close();
        return;
      case EVENT_ID.ALIAS:
        throw new NotPlain();
      case EVENT_ID.SCALAR:
        this.#add(this.#scalar(event));
        return;
      default:
        this.#open.push(this.#add(this.#collection(event)));
    }
  }

  #add<T extends PlacedNode>(node: T): T {
    const parent = this.#open.at(-1);
    const isKey = parent?.kind === "mapping" && parent.items.length % 2 === 0;
    if (isKey && !isPlainKey(node, this.#text)) throw new NotPlain();
    parent?.items.push(node);
    return node;
  }

  #collection({ type, start, style, anchorStart, tagStart }: CollectionEvent): OpenNode {
    const isMapping = type === EVENT_ID.MAPPING;
    const isFlow = style === COLLECTION_STYLE.FLOW;
    // A pair in a sequence, `[a: 1]`, is a mapping without braces.
    const isPair = isFlow && this.#text[start] !== (isMapping ? "{" : "[");
    if (anchorStart >= 0 || tagStart >= 0 || isPair) throw new NotPlain();
    this.#at = isFlow ? start + 1 : start;
    return openNode(isMapping ? "mapping" : "sequence", start, isFlow);
  }

  #scalar(event: ScalarEvent): PlacedNode {
    const { valueStart, valueEnd, style, anchorStart, tagStart } = event;
    if (anchorStart >= 0 || tagStart >= 0) throw new NotPlain();
    if (valueStart < 0) return this.#empty();
    // A document that is one scalar is no manifest, and the readers differ in where its text ends.
    if (this.#open.length === 1) throw new NotPlain();
    const text = getScalarValue(this.#text, event);
    switch (style) {
      case SCALAR_STYLE.PLAIN:
        return this.#node(valueStart, valueEnd, this.#resolved(text));
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        this.#expectEnd(valueEnd + 1);
        return this.#node(valueStart - 1, valueEnd + 1, text);
      default:
        return this.#node(this.#blockStart(valueStart), valueEnd, text);
    }
  }

  /** The value of a key that has none, or a document that holds nothing. The place of an empty item is not known. */
  #empty(): PlacedNode {
    if (this.#open.length > 1 && this.#open.at(-1)?.kind !== "mapping") throw new NotPlain();
    return this.#node(this.#at, this.#at, null);
  }

  #node(start: number, end: number, value: unknown): PlacedNode {
    this.#at = end;
    return { kind: "scalar", range: [start, end], value, items: [] };
  }

  #resolved(text: string): unknown {
    if (text.startsWith("%")) throw new NotPlain();
    return resolvePlain(text);
  }

  /** Where the mark of a block scalar is; the readers differ in indentation that is given, and in empty lines first. */
  #blockStart(valueStart: number): number {
    const start = this.#expectNext("|>");
    const hasIndent = /[0-9]/.test(this.#text.slice(start + 1, start + 3));
    if (hasIndent || isBlankLine(this.#text, valueStart)) throw new NotPlain();
    return start;
  }

  #close(): void {
    const node = this.#open.pop();
    if (node === undefined) throw new NotPlain();
    if (this.#open.length > 0) node.range = [node.range[0], this.#endOf(node)];
    else if (node.items[0] !== undefined) this.#roots.push(node.items[0]);
  }

  /** What is in brackets ends with the bracket, all else with the line of its last part. */
  #endOf({ isFlow }: OpenNode): number {
    if (isFlow) {
      this.#at = this.#expectNext("]}") + 1;
      this.#expectEnd(this.#at);
      return this.#at;
    }
    if (this.#text[this.#at - 1] === "\n") return this.#at;
    const lineFeed = this.#text.indexOf("\n", this.#at);
    return lineFeed === -1 ? this.#text.length : lineFeed + 1;
  }

  #expectNext(wanted: string): number {
    const next = nextNode(this.#text, this.#at);
    if (!wanted.includes(this.#text[next] ?? " ")) throw new NotPlain();
    return next;
  }

  #expectEnd(at: number): void {
    if (!followers.has(this.#text[skipSpaces(this.#text, at)] ?? "\n")) throw new NotPlain();
  }
}

function openNode(kind: OpenNode["kind"], start: number, isFlow: boolean): OpenNode {
  return { kind, range: [start, start], value: undefined, items: [], isFlow };
}

/** Whether the key of a mapping is a text, and no merge key. */
function isPlainKey({ kind, value, range: [start, end] }: PlacedNode, text: string): boolean {
  const isText = kind === "scalar" && typeof value === "string";
  return isText && text.slice(start, end) !== "<<" && end - start <= longestKey;
}
