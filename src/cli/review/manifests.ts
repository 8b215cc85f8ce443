import {
  type Document,
  isCollection,
  isPair,
  LineCounter,
  parseAllDocuments,
  type YAMLParseError,
} from "yaml";
import { Field } from "../../field/field.ts";
import { isObject } from "../../field/json.ts";
import { parseIndented } from "../quoted-lines.ts";
import type { Path } from "../../field/path.ts";
import { containedIn } from "./contained.ts";
import { kubernetesTags } from "./kubernetes-tags.ts";
import { Locations, startOfFile } from "./locations.ts";
import { placedNode } from "./placed-node.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { SourceLines, type Location } from "./source-lines.ts";

/** One Kubernetes object in a file, or why it cannot be read. */
export interface Manifest {
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** The YAML as data; undefined where it cannot be read. */
  readonly object: unknown;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** The document that it is in, and where. */
  readonly source?: { readonly document: Document.Parsed; readonly path: Path };
  /** Where a path is, or its nearest parent; where reading failed. */
  readonly locate: (path: Path) => Location;
}

/**
 * The objects in a text of YAML or JSON documents, read as kubectl reads them (YAML 1.1, the last of two
 * equal keys wins); a List gives its items. Empty documents give nothing.
 */
export function readManifests(text: string): readonly Manifest[] {
  const documents = readPlainYaml(text);
  if (documents === undefined) return parseManifests(text).manifests;
  const lines = new SourceLines(countLines(text), text, text);
  return documents.flatMap(({ data, root }) => objectsIn(data, new Locations(root, lines)));
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

/** A text's documents, and the objects in them. */
export interface ParsedManifests {
  /** What was parsed, in which places count: the text itself but for lines that had to be indented. */
  readonly parsed: string;
  readonly documents: readonly Document.Parsed[];
  readonly manifests: readonly Manifest[];
}

/** The same, with the documents, which a program may change and print. */
export function parseManifests(text: string): ParsedManifests {
  const lines = new LineCounter();
  const hint = isTemplate(text) ? templateHint : "";
  let parsed = text;
  const documents = parseIndented(text, (indented) => parse((parsed = indented), lines));
  if (documents === undefined)
    return { parsed, documents: [], manifests: [unreadable(startOfFile, tooDeep)] };
  const source = new SourceLines(lines, parsed, text);
  const manifests = documents.flatMap((document) => readDocument(document, source, hint));
  return { parsed, documents, manifests };
}

/** The parser takes stack for each level: undefined where a text is nested deeper than there is stack for. */
function parse(text: string, lineCounter: LineCounter): readonly Document.Parsed[] | undefined {
  lineCounter.lineStarts.length = 0;
  try {
    const documents = parseAllDocuments(text, {
      version: "1.1",
      merge: true,
      uniqueKeys: false,
      customTags: kubernetesTags,
      lineCounter,
      logLevel: "error",
    });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const tooDeep = "nested too deep to be read";

function readDocument(document: Document.Parsed, lines: SourceLines, hint: string): readonly Manifest[] {
  const locations = new Locations(placedNode(document.contents), lines);
  const [error] = document.errors;
  if (error !== undefined) {
    return [unreadable(locations.locateOffset(error.pos[0]), reasonOf(error) + hint)];
  }
  const key = collectionKey(document.contents);
  if (key !== undefined) {
    const problem = `a key must not be a list or a mapping${key.isInBraces ? templateHint : hint}`;
    return [unreadable(locations.locateOffset(key.start), problem)];
  }
  const data = toJs(document);
  if (data instanceof Error) {
    const locate = (path: Path): Location => locations.locate(path, []);
    return [{ line: locations.lineOf([]), object: undefined, problem: firstLine(data.message), locate }];
  }
  return objectsIn(data, locations).map(({ path, ...manifest }) => ({
    ...manifest,
    source: { document, path },
  }));
}

function unreadable(location: Location, problem: string): Manifest {
  return { line: location.line, object: undefined, problem, locate: () => location };
}

/**
 * The first key that is a list or a mapping, and whether it begins with a template's two braces. kubectl refuses one too,
 * and for keys in keys the parser would take time that grows much faster than the text. The parser's own visitor copies
 * the way to each node, which takes as long as parsing where a text is deep.
 */
function collectionKey(node: unknown): { start: number; isInBraces: boolean } | undefined {
  if (!isCollection(node)) return undefined;
  for (const item of node.items) {
    const key = isPair(item) ? item.key : undefined;
    if (isCollection(key)) {
      const start = key.range?.[0] ?? 0;
      return { start, isInBraces: node.range?.[0] === start - 1 };
    }
    const found = collectionKey(isPair(item) ? item.value : item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The objects of a document, each with its path in it. */
function objectsIn(data: unknown, locations: Locations): readonly (Manifest & { readonly path: Path })[] {
  if (data === null || data === undefined) return [];
  return (containedIn(data) ?? [[]]).map((path) => ({
    line: locations.lineOf(path),
    object: path.length === 0 ? data : asItem(Field.root(data).at(...path).value, data),
    locate: (below: Path) => locations.locate([...path, ...below], path),
    path,
  }));
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

/** Items of a list of one kind need not say what they are: a VirtualMachineList holds VirtualMachines. */
function asItem(item: unknown, document: unknown): unknown {
  const list = Field.root(document);
  const kind = list.at("kind").string ?? "";
  if (!isObject(item) || !kind.endsWith("List") || kind === "List") return item;
  return { apiVersion: list.at("apiVersion").value, kind: kind.slice(0, -"List".length), ...item };
}

/** The parser's reason, without the position, which is in the report. */
function reasonOf({ code, message }: Pick<YAMLParseError, "code" | "message">): string {
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  return firstLine(message).replace(/ at line \d+, column \d+:$/, "");
}

const templateHint = "; render the template first: helm template … | vmgate review -";

/** Whether a line is nothing but a template's braces: a template is not YAML before it is rendered. */
function isTemplate(text: string): boolean {
  return text.split("\n").some((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith("{{") && trimmed.endsWith("}}") && trimmed.length >= "{{}}".length;
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
