import { isMap, isSeq, type Document } from "yaml";
import type { PatchOperation } from "../../admission/admission-review.ts";
import type { Path } from "../../field/path.ts";

/**
 * Applies a JSON Patch to an object in a document of YAML, whose comments and order stay. What is below an alias or a
 * merged mapping, which other places share, is left alone: whoever calls compares the result.
 * @param root where the object is in the document
 */
export function patchDocument(document: Document.Parsed, root: Path, patch: readonly PatchOperation[]): void {
  for (const operation of patch) {
    const names = operation.path.split("/").slice(1).map(unescaped);
    const last = names.pop();
    if (last !== undefined) apply(document, nodeAt(document, [...root, ...names]), last, operation);
  }
}

function nodeAt({ contents }: Document.Parsed, path: Path): unknown {
  let node: unknown = contents;
  for (const segment of path) {
    if (isMap(node)) node = node.get(segment, true);
    else node = isSeq(node) ? node.items[Number(segment)] : undefined;
  }
  return node;
}

function apply(document: Document.Parsed, parent: unknown, name: string, operation: PatchOperation): void {
  if (isMap(parent)) {
    // `disk: {}` goes on as a block: nobody meant to write all of it on one line.
    if (parent.items.length === 0) parent.flow = false;
    if (operation.op === "remove") parent.delete(name);
    else parent.set(name, toNode(document, operation.value));
  } else if (isSeq(parent)) {
    const index = name === "-" ? parent.items.length : Number(name);
    const added = operation.op === "remove" ? [] : [document.createNode(operation.value)];
    parent.items.splice(index, operation.op === "add" ? 0 : 1, ...added);
  }
}

/** A scalar is set as it is, so that the comment beside the one before it stays. */
function toNode(document: Document.Parsed, value: unknown): unknown {
  return typeof value === "object" ? document.createNode(value) : value;
}

/** A name in a JSON Pointer (RFC 6901). */
function unescaped(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
