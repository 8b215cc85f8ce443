import {
  LineCounter,
  parseAllDocuments,
  type Document,
  type ParsedNode,
  type ScalarTag,
  type Tags,
} from "yaml";
import { isObject } from "../../field/json.ts";
import { parseIndented } from "../quoted-lines.ts";
import type { Path } from "../../field/path.ts";

/** One Kubernetes object in a file, or why there is none. */
export interface Manifest {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** What the YAML says; undefined where it can't be read. */
  readonly object: unknown;
  /** Why it can't be read. */
  readonly problem?: string;
  /** The line of what stands at a path, or of the nearest thing around it. */
  readonly lineOf: (path: Path) => number;
}

/** A number with an exponent; yaml's own for YAML 1.1 also takes `e1000`, a network card, for one. */
const exponent: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  format: "EXP",
  test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
  resolve: Number,
};

/** The tags of YAML 1.1 that Kubernetes' own reader (sigs.k8s.io/yaml) knows: dates and base 60 stay text there. */
function kubernetesTags(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === "string" || !(tag.tag.endsWith(":timestamp") || formatOf(tag) === "TIME"))
    .map((tag) => (typeof tag !== "string" && formatOf(tag) === "EXP" ? exponent : tag));
}

function formatOf(tag: object): unknown {
  return "format" in tag ? tag.format : undefined;
}

/**
 * The objects in a text of YAML or JSON documents, read as kubectl reads them (YAML 1.1, the last of two
 * equal keys wins); a List gives its items. Empty documents give nothing.
 */
export function readManifests(text: string): readonly Manifest[] {
  const lines = new LineCounter();
  return parseIndented(text, (indented) => parse(indented, lines)).flatMap((document) =>
    readDocument(document, lines, text),
  );
}

function parse(text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  lineCounter.lineStarts.length = 0;
  const documents = parseAllDocuments(text, {
    version: "1.1",
    merge: true,
    uniqueKeys: false,
    customTags: kubernetesTags,
    lineCounter,
    logLevel: "error",
  });
  return Array.isArray(documents) ? documents : [];
}

function readDocument(document: Document.Parsed, lines: LineCounter, text: string): readonly Manifest[] {
  const lineOf = (path: Path): number => lineOfPath(document, path, lines);
  const line = lineOf([]);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line: at } = lines.linePos(error.pos[0]);
    return [{ line: at, object: undefined, problem: problemOf(error.message, text), lineOf }];
  }
  const object = toJs(document);
  if (object instanceof Error)
    return [{ line, object: undefined, problem: firstLine(object.message), lineOf }];
  if (object === null || object === undefined) return [];
  return isList(object)
    ? object.items.map((item, i) => ({
        line: lineOf(["items", i]),
        object: asItem(item, object),
        lineOf: (path: Path) => lineOf(["items", i, ...path]),
      }))
    : [{ line, object, lineOf }];
}

/** Aliases that explode, or that name nothing, show only now. */
function toJs(document: Document.Parsed): unknown {
  try {
    const object: unknown = document.toJS();
    return object;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isList(
  object: unknown,
): object is Readonly<Record<string, unknown>> & { readonly items: readonly unknown[] } {
  return isObject(object) && String(object["kind"]).endsWith("List") && Array.isArray(object["items"]);
}

/** Items of a list of one kind need not say what they are: a VirtualMachineList holds VirtualMachines. */
function asItem(item: unknown, list: Readonly<Record<string, unknown>>): unknown {
  const kind = String(list["kind"]).slice(0, -"List".length);
  if (!isObject(item) || kind === "") return item;
  return { apiVersion: list["apiVersion"], kind, ...item };
}

function lineOfPath(document: Document.Parsed, path: Path, lines: LineCounter): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node)) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function isNode(node: unknown): node is ParsedNode {
  return isObject(node) && Array.isArray(node["range"]);
}

/** The parser's reason, without the place that is told already; a template is no YAML before it is rendered. */
function problemOf(message: string, text: string): string {
  const reason = firstLine(message).replace(/ at line \d+, column \d+:$/, "");
  const isTemplate = /^\s*\{\{.*\}\}\s*$/m.test(text);
  return isTemplate
    ? `${reason}; a template is read once it is rendered: helm template … | vmgate review -`
    : reason;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
