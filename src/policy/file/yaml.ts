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
import type { Explanation } from "../../field/error.ts";
import type { Path, Segment } from "../../field/path.ts";
import type { PolicyError } from "./error.ts";

/** A text read as YAML 1.2, with the line that each path of the data comes from. */
export interface YamlText {
  readonly data: unknown;
  readonly lineOf: (path: Path) => number;
}

/** Reads a text that holds one YAML document, or reports what is wrong with it, at most one error per line. */
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
  const report = (offset: number, explanation: Explanation): void => {
    const line = lineAt(offset);
    if (!byLine.has(line)) byLine.set(line, syntaxError(line, explanation));
  };
  for (const { offset, explanation } of aliasErrors(document)) report(offset, explanation);
  for (const { pos, code } of [...document.errors, ...document.warnings]) {
    report(pos[0], commonMistake(textLines[lineAt(pos[0]) - 1] ?? "") ?? explanations[code] ?? notYaml);
  }
  if (byLine.size > 0) return { errors: [...byLine.values()].sort((a, b) => a.line - b.line) };
  try {
    const known: KnownPairs = new Map();
    return { data: document.toJS(), lineOf: (path) => lineAt(offsetOf(document, path, known)) };
  } catch {
    // The only thing left that toJS() rejects: aliases that multiply the text.
    return { errors: [syntaxError(1, tooManyAliases)] };
  }
}

/** The explanations do not repeat the text, which may hold anything. */
function syntaxError(line: number, explanation: Explanation): PolicyError {
  return { line, type: "invalid", path: [], ...explanation };
}

const notYaml: Explanation = {
  found: "not YAML from here on",
  allowed: "must be one YAML document",
  fix: "look for a quote, bracket, colon or indentation in this line or the one before it",
};

const starInQuotes: Explanation = {
  found: "an unquoted *, which YAML reads as an alias",
  allowed: "must be quoted where it begins with *",
  fix: 'write for example "*"',
};

const placeholderInQuotes: Explanation = {
  found: "an unquoted {namespace}, which YAML reads as a mapping",
  allowed: "must be quoted where it begins with {",
  fix: 'write for example "{namespace}.svc.cluster.local"',
};

const tooManyAliases: Explanation = {
  found: "aliases that repeat too much of the file",
  allowed: "must not use an anchor more than some dozen times",
  fix: "write the values out",
};

const endlessAlias: Explanation = {
  found: "an alias inside its own anchor",
  allowed: "must come after the end of its anchor",
  fix: "write the values out",
};

const explanations: Partial<Record<ErrorCode, Explanation>> = {
  BAD_ALIAS: starInQuotes,
  DUPLICATE_KEY: {
    found: "a duplicate key",
    allowed: "must be unique in its mapping",
    fix: "put the values of both under one",
  },
  MULTIPLE_DOCS: {
    found: "a second YAML document",
    allowed: "must be one YAML document",
    fix: "remove the --- and what follows, or merge it into the first",
  },
  NON_STRING_KEY: {
    found: "a key that is a list, a mapping or an alias",
    allowed: "must be a string",
    fix: "quote the key if it is meant as a string",
  },
  TAB_AS_INDENT: {
    found: "a tab in the indentation",
    allowed: "must be indented with spaces",
    fix: "replace the tab with spaces",
  },
  TAG_RESOLVE_FAILED: {
    found: "a YAML tag (a word after !)",
    allowed: "must be plain YAML without tags",
    fix: "remove the tag, or quote the string",
  },
};

/** Two values common in policies that are YAML syntax when unquoted; the parser's own message does not help then. */
function commonMistake(line: string): Explanation | undefined {
  if (/(^|[\s[{,:])\*/.test(line)) return starInQuotes;
  return /(^|[\s[,])\{namespace\}[^\s,}\]]/.test(line) ? placeholderInQuotes : undefined;
}

/**
 * The aliases without an anchor before them, and those inside their own anchor: such data has no end. The parser
 * would find both one by one, each time from the beginning of the file.
 */
function aliasErrors(document: Document.Parsed): readonly { offset: number; explanation: Explanation }[] {
  const errors: { offset: number; explanation: Explanation }[] = [];
  const anchors = new Map<string, Node>();
  visit(document, {
    Node: (_, node, ancestors) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const meant = anchors.get(node.source);
      if (meant !== undefined && !ancestors.includes(meant)) return;
      const explanation = meant === undefined ? starInQuotes : endlessAlias;
      errors.push({ offset: node.range?.[0] ?? 0, explanation });
    },
  });
  return errors;
}

/** The offset in the text of a path in the data; for a missing one, that of its nearest parent. */
function offsetOf(document: Document.Parsed, path: Path, known: KnownPairs): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of path) {
    if (isAlias(node)) node = node.resolve(document);
    const child: Child | undefined = childOf(node, segment, known);
    if (child === undefined) return offset;
    offset = child.offset;
    node = child.node;
  }
  return offset;
}

type Pairs = ReadonlyMap<unknown, Pair<Node, Node>>;

/** The pairs of each mapping by their keys, collected once for a text: each error in a file asks for its line. */
type KnownPairs = Map<YAMLMap<Node, Node>, Pairs>;

function pairsOf(map: YAMLMap<Node, Node>, known: KnownPairs): Pairs {
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

function childOf(node: unknown, segment: Segment, known: KnownPairs): Child | undefined {
  if (isMap<Node, Node>(node)) {
    const pair = pairsOf(node, known).get(segment);
    return pair === undefined ? undefined : { offset: pair.key.range?.[0] ?? 0, node: pair.value };
  }
  if (!isSeq<Node>(node) || typeof segment !== "number") return undefined;
  const item = node.items[segment];
  return item === undefined ? undefined : { offset: item.range?.[0] ?? 0, node: item };
}
