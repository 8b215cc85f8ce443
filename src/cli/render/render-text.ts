import { isNode, type Document } from "yaml";
import { setIn } from "../../field/edit.ts";
import { isEqual } from "../../field/json.ts";
import type { Path } from "../../field/path.ts";
import { parseManifests, type Manifest } from "../review/manifests.ts";
import type { Result } from "../review/report.ts";
import { reviewManifest, type ObjectOptions } from "../review/review-object.ts";
import { patchDocument } from "./patch-document.ts";
import { yamlText } from "./yaml-text.ts";

/** A file with its objects as they are stored. */
export interface RenderedFile {
  readonly text: string;
  readonly results: readonly Result[];
  /** Those in documents whose comments are lost, since their objects share parts. */
  readonly rewritten: readonly Result[];
}

/** An object of the file, and what is to be there. */
interface Wanted {
  readonly source: NonNullable<Manifest["source"]>;
  readonly result: Result;
  readonly object: unknown;
}

/** Renders a file: a text of which nothing is stored otherwise stays as it is; JSON stays JSON. */
export function renderText(
  { file, text }: { readonly file: string; readonly text: string },
  options: ObjectOptions,
): RenderedFile {
  const { documents, manifests } = parseManifests(text);
  const results: Result[] = [];
  const all: Wanted[] = [];
  for (const manifest of manifests) {
    const { result, stored } = reviewManifest(file, manifest, false, options);
    results.push(result);
    const { source } = manifest;
    if (source === undefined) continue;
    const isChanged = stored !== undefined && result.patch.length > 0;
    // Others are remembered as they are: they may share a part with one that is changed.
    const object = isChanged ? stored : valueAt(source.document, source.path);
    all.push({ source, object, result: isChanged ? result : { ...result, patch: [] } });
  }
  const isReadable = results.every(({ verdict }) => verdict !== "unreadable");
  if (!isReadable || all.every(({ result }) => result.patch.length === 0))
    return { text, results, rewritten: [] };
  for (const { source, result } of all) patchDocument(source.document, source.path, result.patch);
  const rewritten = documents.flatMap((document, i) => {
    const own = all.filter(({ source }) => source.document === document);
    if (own.every(isThere)) return [];
    rewrite(document, parseManifests(text).documents[i], own);
    return own.map(({ result }) => result);
  });
  const rendered = jsonText(documents, text) ?? yamlText(documents, text);
  return { text: rendered, results, rewritten };
}

/** Whether a document has an object as it is to be; not where it could not be patched, or shares a part. */
function isThere({ source: { document, path }, object }: Wanted): boolean {
  return isEqual(valueAt(document, path), object);
}

/** Writes a document anew from what it was before any change, and its objects. */
function rewrite(
  document: Document.Parsed,
  before: Document.Parsed | undefined,
  objects: readonly Wanted[],
): void {
  let whole: unknown = before?.toJS();
  for (const { source, object } of objects) whole = setIn(whole, source.path, object);
  document.setIn([], document.createNode(whole, { aliasDuplicateObjects: false }));
}

function valueAt(document: Document.Parsed, path: Path): unknown {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node.toJS(document) : undefined;
}

/** The text of a file of JSON with the same indentation; undefined where it is not JSON. */
function jsonText([document]: readonly Document.Parsed[], text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const [, indentation = ""] = /\n([ \t]+)/.exec(text) ?? [];
  return `${JSON.stringify(document?.toJS(), null, indentation)}\n`;
}
