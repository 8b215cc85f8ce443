import { isObject } from "../field/json.ts";
import { pointerStep } from "../field/path.ts";
import type { PatchOperation } from "./admission-review.ts";

/**
 * The JSON Patch (RFC 6902) that turns `before` into `after`, with only what changed; empty where they are
 * equal. Members go one by one, list items by their index between those that are kept at both ends.
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

/** Items that are kept at both ends are not written: of one that only moves, the API server knows every digit. */
function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  at: string,
  operations: PatchOperation[],
): void {
  const { start, end } = keptAtBothEnds(before, after);
  const [beforeEnd, afterEnd] = [before.length - end, after.length - end];
  for (let i = start; i < afterEnd; i++) {
    if (i >= beforeEnd) operations.push({ op: "add", path: at + pointerStep(i), value: after[i] });
    else if (before[i] !== after[i]) compare(before[i], after[i], at + pointerStep(i), operations);
  }
  // From the end, so that each index still holds when it is removed.
  for (let i = beforeEnd - 1; i >= afterEnd; i--)
    operations.push({ op: "remove", path: at + pointerStep(i) });
}

/** How many items of two lists are the very same at the start, and of the others at the end. */
function keptAtBothEnds(
  before: readonly unknown[],
  after: readonly unknown[],
): { readonly start: number; readonly end: number } {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { start, end };
}
