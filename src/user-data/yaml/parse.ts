import { type Budget, nodeCost, OverBudget } from "../budget.ts";
import { type Event, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";

/** A node of a YAML document with its position in the text. */
export interface YamlNode {
  readonly kind: "mapping" | "sequence" | "scalar" | "alias";
  /** Index in the text where it begins. */
  readonly start: number;
  /** A scalar's value before it is resolved; an alias' name; "" for collections. */
  readonly value: string;
  /** Whether the type of a scalar follows from its spelling: it is plain and untagged, or its tag is `!`, also in quotes. */
  readonly isPlain: boolean;
  /** Where the text of a quoted or block scalar ends: until there everything is content. 0 for all others. */
  readonly contentEnd: number;
  readonly tag: string;
  readonly anchor: string;
  /** Items of a sequence; keys and values of a mapping in turn. */
  readonly items: readonly YamlNode[];
}

/** What a text holds as YAML. */
export interface YamlText {
  /** Roots of its documents; an empty text has none. */
  readonly documents: readonly YamlNode[];
  /** Whether it declares tag handles of its own with %TAG. */
  readonly hasTagHandles: boolean;
  /** Where it stops being YAML, with the parser's reason, which does not repeat the text. */
  readonly error?: { readonly index: number; readonly reason: string };
}

/**
 * Nesting past which nothing is looked into: a guest reads some hundreds of levels and nobody writes ten, while
 * each costs a few calls on the stack.
 */
const deepest = 100;

/** How the parser says that the nesting limit is exceeded. */
const isTooDeep = (reason: string): boolean => reason.startsWith("nesting exceeded");

/**
 * Parses a text as YAML; what is wrong comes back as `error`. The parser is linear in the text for all that was
 * tried with it, and never goes deeper than it is allowed.
 * @throws OverBudget when the budget does not reach that far.
 */
export function parseYaml(text: string, budget: Budget): YamlText {
  budget.spend(text.length);
  try {
    const events = parseEvents(text, { maxDepth: deepest });
    budget.spend(events.length);
    budget.open(events.length * nodeCost);
    const hasTagHandles = events.some(
      (event) => event.type === EVENT_ID.DOCUMENT && event.directives.some(({ kind }) => kind === "tag"),
    );
    return { documents: buildDocuments(text, events), hasTagHandles };
  } catch (error) {
    if (error instanceof OverBudget) throw error;
    // Only the parser throws here; all the same, no input may crash the server.
    const reason = error instanceof YAMLException ? error.reason : "the text cannot be read";
    if (isTooDeep(reason)) throw new OverBudget();
    const index = error instanceof YAMLException ? (error.mark?.position ?? 0) : 0;
    return {
      documents: [],
      hasTagHandles: false,
      // What follows a colon, or is in double quotes, is the user's.
      error: { index, reason: reason.split(/ "|: /)[0] ?? "" },
    };
  }
}

interface OpenNode extends YamlNode {
  readonly items: YamlNode[];
}

function buildDocuments(text: string, events: readonly Event[]): YamlNode[] {
  const documents: YamlNode[] = [];
  const open: OpenNode[] = [];
  let at = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      open.push({ ...leaf("sequence", at), items: [] });
    } else if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      const root = open.length === 0 ? closed?.items[0] : undefined;
      if (root !== undefined) documents.push(root);
    } else {
      const node = buildNode(text, event, at);
      at = node.start;
      open.at(-1)?.items.push(node);
      if (node.kind === "mapping" || node.kind === "sequence") open.push(node);
    }
  }
  return documents;
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>;

/** The node of an event; one without a position (an empty value) gets that of the node before it. */
function buildNode(text: string, event: NodeEvent, last: number): OpenNode {
  const anchor = event.anchorStart < 0 ? "" : text.slice(event.anchorStart, event.anchorEnd);
  if (event.type === EVENT_ID.ALIAS) return { ...leaf("alias", event.anchorStart), value: anchor, items: [] };
  const tag = event.tagStart < 0 ? "" : text.slice(event.tagStart, event.tagEnd);
  if (event.type !== EVENT_ID.SCALAR) {
    const kind = event.type === EVENT_ID.MAPPING ? "mapping" : "sequence";
    return { ...leaf(kind, event.start), tag, anchor, items: [] };
  }
  return {
    ...leaf("scalar", event.valueStart < 0 ? last : event.valueStart),
    value: event.valueStart < 0 ? "" : getScalarValue(text, event),
    isPlain: tag === "" ? event.style === SCALAR_STYLE.PLAIN : tag === "!",
    contentEnd: event.style === SCALAR_STYLE.PLAIN ? 0 : event.valueEnd,
    tag,
    anchor,
    items: [],
  };
}

function leaf(kind: YamlNode["kind"], start: number): OpenNode {
  return { kind, start, value: "", isPlain: false, contentEnd: 0, tag: "", anchor: "", items: [] };
}
