import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type { Path, Segment } from "../../field/path.ts";
import type { PolicyError } from "./error.ts";

/** The words for one kind of error in YAML: none of them repeats the text, which may hold anything. */
type Explanation = Pick<PolicyError, "found" | "allowed" | "fix">;

/** A text read as YAML 1.2, with the way back from a place in the data to the line it came from. */
export interface YamlText {
  readonly data: unknown;
  readonly lineOf: (path: Path) => number;
}

/** Reads a text that holds one YAML document, or says what is wrong with it, at most one error a line. */
export function readYaml(text: string): YamlText | { readonly errors: readonly PolicyError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: "error",
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const textLines = text.split("\n");
  const byLine = new Map<number, PolicyError>();
  const report = (offset: number, words: Explanation): void => {
    const line = lineAt(offset);
    if (!byLine.has(line)) byLine.set(line, { line, path: [], ...words });
  };
  for (const { offset, words } of aliasFaults(document)) report(offset, words);
  for (const { pos, code } of [...document.errors, ...document.warnings]) {
    report(pos[0], commonMistake(textLines[lineAt(pos[0]) - 1] ?? "") ?? wordsByCode[code] ?? notYaml);
  }
  if (byLine.size > 0) return { errors: [...byLine.values()].sort((a, b) => a.line - b.line) };
  try {
    return { data: document.toJS(), lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch {
    // The only thing left that toJS() refuses: aliases that multiply the text.
    return { errors: [{ line: 1, path: [], ...tooManyAliases }] };
  }
}

const notYaml: Explanation = {
  found: "not YAML from here on",
  allowed: "the policy is one YAML document",
  fix: "look for a quote, bracket, colon or indentation in this line or the one before it",
};

const starInQuotes: Explanation = {
  found: "a * outside of quotes, which YAML reads as an alias",
  allowed: "a pattern that begins with * stands in quotes",
  fix: 'write for example "*"',
};

const placeholderInQuotes: Explanation = {
  found: "{namespace} outside of quotes, which YAML reads as a mapping",
  allowed: "a text that begins with { stands in quotes",
  fix: 'write for example "{namespace}.svc.cluster.local"',
};

const tooManyAliases: Explanation = {
  found: "aliases that repeat too much of the file",
  allowed: "an anchor used some dozen times",
  fix: "write the values out",
};

const endlessAlias: Explanation = {
  found: "an alias inside of what it means",
  allowed: "an alias of something that ended before it",
  fix: "write the values out",
};

const wordsByCode: Partial<Record<ErrorCode, Explanation>> = {
  BAD_ALIAS: starInQuotes,
  DUPLICATE_KEY: {
    found: "a key that this mapping already has",
    allowed: "each key once",
    fix: "put the values of both under one",
  },
  MULTIPLE_DOCS: {
    found: "a second YAML document",
    allowed: "the policy is one YAML document",
    fix: "remove the --- and what follows, or merge it into the first",
  },
  NON_STRING_KEY: {
    found: "a key that is a list, a mapping or an alias",
    allowed: "keys are text",
    fix: "put the key in quotes if it was meant as text",
  },
  TAB_AS_INDENT: {
    found: "a tab in the indentation",
    allowed: "YAML is indented with spaces",
    fix: "replace the tab with spaces",
  },
  TAG_RESOLVE_FAILED: {
    found: "a YAML tag (a word after !)",
    allowed: "plain YAML without tags",
    fix: "remove the tag, or put the text in quotes",
  },
};

/** The two things a policy often holds that YAML takes for its own; the parser's complaint is a riddle then. */
function commonMistake(line: string): Explanation | undefined {
  if (/(^|[\s[{,:])\*/.test(line)) return starInQuotes;
  return /(^|[\s[,])\{namespace\}[^\s,}\]]/.test(line) ? placeholderInQuotes : undefined;
}

/**
 * The aliases that no anchor stands before, and those that stand in what they mean: such data has no end.
 * The parser would find both one by one, each time from the beginning of the file.
 */
function aliasFaults(document: Document.Parsed): readonly { offset: number; words: Explanation }[] {
  const faults: { offset: number; words: Explanation }[] = [];
  const anchors = new Map<string, Node>();
  visit(document, {
    Node: (_, node, ancestors) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const meant = anchors.get(node.source);
      if (meant !== undefined && !ancestors.includes(meant)) return;
      const words = meant === undefined ? starInQuotes : endlessAlias;
      faults.push({ offset: node.range?.[0] ?? 0, words });
    },
  });
  return faults;
}

/** Where a place in the data begins in the text; for one that is not there, where its nearest parent does. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    const child: Child | undefined = childOf(node, segment);
    if (child === undefined) return offset;
    offset = child.offset;
    node = child.node;
  }
  return offset;
}

type Pairs = ReadonlyMap<unknown, Pair<Node, Node>>;

/** The pairs of each mapping by their keys, worked out once: each fault in a file asks for its line. */
const known = new WeakMap<YAMLMap<Node, Node>, Pairs>();

function pairsOf(map: YAMLMap<Node, Node>): Pairs {
  let pairs = known.get(map);
  if (pairs === undefined) {
    pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : pair.key, pair]));
    known.set(map, pairs);
  }
  return pairs;
}

interface Child {
  readonly offset: number;
  readonly node: Node | null | undefined;
}

function childOf(node: unknown, segment: Segment): Child | undefined {
  if (isMap<Node, Node>(node)) {
    const pair = pairsOf(node).get(segment);
    return pair === undefined ? undefined : { offset: pair.key.range?.[0] ?? 0, node: pair.value };
  }
  if (!isSeq<Node>(node) || typeof segment !== "number") return undefined;
  const item = node.items[segment];
  return item === undefined ? undefined : { offset: item.range?.[0] ?? 0, node: item };
}
