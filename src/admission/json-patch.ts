import { isObject } from "../field/json.ts";
import { pointerStep } from "../field/path.ts";
import type { PatchOperation } from "./admission-review.ts";

/**
 * The JSON Patch (RFC 6902) that turns `before` into `after`, with only what changed; empty where they are
 * equal. Members go one by one, list items by their index, so an item that moved is replaced.
 */
export function createPatch(before: unknown, after: unknown): PatchOperation[] {
  const operations: PatchOperation[] = [];
  compare(before, after, "", operations);
  return operations;
}

/** Adds the operations for a value at a JSON Pointer. Most of an object is unchanged, and shared: nothing is made for it. */
function compare(before: unknown, after: unknown, at: string, operations: PatchOperation[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, at, operations);
  else if (isObject(before) && isObject(after)) compareObjects(before, after, at, operations);
  else operations.push({ op: "replace", path: at, value: after });
}

function compareObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  at: string,
  operations: PatchOperation[],
): void {
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) operations.push({ op: "remove", path: at + pointerStep(name) });
  }
  for (const name of Object.keys(after)) {
    const value = after[name];
    if (!Object.hasOwn(before, name)) operations.push({ op: "add", path: at + pointerStep(name), value });
    else if (before[name] !== value) compare(before[name], value, at + pointerStep(name), operations);
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  at: string,
  operations: PatchOperation[],
): void {
  for (const [i, value] of after.entries()) {
    if (i >= before.length) operations.push({ op: "add", path: at + pointerStep(i), value });
    else if (before[i] !== value) compare(before[i], value, at + pointerStep(i), operations);
  }
  // From the end, so that each index still holds when it is removed.
  for (let i = before.length - 1; i >= after.length; i--) {
    operations.push({ op: "remove", path: at + pointerStep(i) });
  }
}
