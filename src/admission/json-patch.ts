import { isObject } from "../field/json.ts";
import { toPointer, type Path } from "../field/path.ts";
import type { PatchOperation } from "./admission-review.ts";

/**
 * The JSON Patch (RFC 6902) that turns `before` into `after`, with only what changed; empty where they are
 * equal. Members go one by one, list items by their place, so an item that moved is written anew.
 */
export function createPatch(before: unknown, after: unknown, path: Path = []): PatchOperation[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (isObject(before) && isObject(after)) return diffObjects(before, after, path);
  return [{ op: "replace", path: toPointer(path), value: after }];
}

function diffObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: Path,
): PatchOperation[] {
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return [
    ...removed.map((name): PatchOperation => ({ op: "remove", path: toPointer([...path, name]) })),
    ...Object.entries(after).flatMap(([name, value]): PatchOperation[] =>
      Object.hasOwn(before, name)
        ? createPatch(before[name], value, [...path, name])
        : [{ op: "add", path: toPointer([...path, name]), value }],
    ),
  ];
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: Path): PatchOperation[] {
  const changed = after.flatMap((item, i): PatchOperation[] =>
    i < before.length
      ? createPatch(before[i], item, [...path, i])
      : [{ op: "add", path: toPointer([...path, i]), value: item }],
  );
  // From the end, so that each index still holds when it is removed.
  const removed = before
    .slice(after.length)
    .map((_, i): PatchOperation => ({ op: "remove", path: toPointer([...path, before.length - 1 - i]) }));
  return [...changed, ...removed];
}
