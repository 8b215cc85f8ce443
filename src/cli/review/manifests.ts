import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { Field } from "../../field/field.ts";
import { isObject } from "../../field/json.ts";
import { parseIndented } from "../quoted-lines.ts";
import type { Path } from "../../field/path.ts";
import { containedIn } from "./contained.ts";
import { kubernetesTags } from "./kubernetes-tags.ts";
import { Locations, startOfFile } from "./locations.ts";
import type { Location } from "./source-lines.ts";

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
  return parseManifests(text).manifests;
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
  if (documents === undefined) return { parsed, documents: [], manifests: [tooDeep] };
  const manifests = documents.flatMap((document) =>
    readDocument(document, new Locations(document, lines, parsed, text), hint),
  );
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

const tooDeep: Manifest = {
  line: 1,
  object: undefined,
  problem: "nested too deep to be read",
  locate: () => startOfFile,
};

function readDocument(document: Document.Parsed, locations: Locations, hint: string): readonly Manifest[] {
  const locate = (path: Path): Location => locations.locate(path, []);
  const line = locations.lineOf([]);
  const [error] = document.errors;
  if (error !== undefined) {
    const location = locations.locateOffset(error.pos[0]);
    const problem = reasonOf(error.message) + hint;
    return [{ line: location.line, object: undefined, problem, locate: () => location }];
  }
  const object = toJs(document);
  if (object instanceof Error)
    return [{ line, object: undefined, problem: firstLine(object.message), locate }];
  if (object === null || object === undefined) return [];
  const paths = containedIn(object);
  if (paths === undefined) return [{ line, object, locate, source: { document, path: [] } }];
  return paths.map((path) => ({
    line: locations.lineOf(path),
    object: asItem(Field.root(object).at(...path).value, object),
    locate: (below: Path) => locations.locate([...path, ...below], path),
    source: { document, path },
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
function reasonOf(message: string): string {
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
