import { isObject } from "./json.ts";
import type { Path, Segment } from "./path.ts";

/**
 * A copy of the object with a value at a path; everything outside the path is shared with the original. Missing or
 * null members along the path are created as objects, and an index past the end of a list appends. If a value of
 * another type is in the way, returns the object unchanged.
 */
export function setIn(object: unknown, path: Path, value: unknown): unknown {
  return setFrom(object, path, 0, value);
}

/** The same below the steps of a path that were taken already. */
function setFrom(object: unknown, path: Path, taken: number, value: unknown): unknown {
  const segment = path[taken];
  if (segment === undefined) return value;
  if (typeof segment === "number") {
    const items = itemsOf(object);
    if (items === undefined) return object;
    if (items.length <= segment) return [...items, setFrom(undefined, path, taken + 1, value)];
    const item = setFrom(items[segment], path, taken + 1, value);
    return item === items[segment] ? items : items.with(segment, item);
  }
  if (object === undefined || object === null)
    return { [segment]: setFrom(undefined, path, taken + 1, value) };
  if (!isObject(object)) return object;
  const current = Object.hasOwn(object, segment) ? object[segment] : undefined;
  const changed = setFrom(current, path, taken + 1, value);
  return changed === current && current !== undefined ? object : { ...object, [segment]: changed };
}

/** A list's items; none where nothing is set, undefined for a value of another type. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

/** A path and the value to set there. */
export type Edit = readonly [path: Path, value: unknown];

/**
 * A copy of the object with values at several paths, none of which is the beginning of another. A list is copied
 * once, and not once for each path: a VM can have any number of disks.
 */
export function setAllIn(object: unknown, edits: readonly Edit[]): unknown {
  if (edits.length < 2) return setEach(object, edits);
  const groups = bySegment(edits);
  if (Array.isArray(object) && [...groups.keys()].every(isIndexOf(object))) {
    const items: readonly unknown[] = object;
    const changed = items.map((item, i) => setAllIn(item, tails(groups.get(i))));
    return changed.every((item, i) => item === items[i]) ? object : changed;
  }
  if (isObject(object) && [...groups.keys()].every((segment) => typeof segment === "string")) {
    return changeMembers(object, groups, setAllIn);
  }
  return appendAll(object, groups) ?? setEach(object, edits);
}

/** A list with new items at its end, undefined where the edits are others. */
function appendAll(
  object: unknown,
  groups: ReadonlyMap<Segment | undefined, readonly Edit[]>,
): readonly unknown[] | undefined {
  const items = itemsOf(object);
  const isNext = (segment: Segment | undefined, i: number): boolean => segment === (items?.length ?? 0) + i;
  if (items === undefined || ![...groups.keys()].every(isNext)) return undefined;
  return [...items, ...[...groups.values()].map((edits) => setAllIn(undefined, tails(edits)))];
}

/** The object with these edits applied to the members that they name. */
function changeMembers(
  object: Readonly<Record<string, unknown>>,
  groups: ReadonlyMap<Segment | undefined, readonly Edit[]>,
  change: (member: unknown, edits: readonly Edit[]) => unknown,
): unknown {
  const changed = [...groups].map(([name, edits]): [string, unknown] => {
    const member = String(name);
    return [member, change(Object.hasOwn(object, member) ? object[member] : undefined, tails(edits))];
  });
  const isSame = changed.every(([name, value]) => Object.hasOwn(object, name) && object[name] === value);
  return isSame ? object : Object.fromEntries([...Object.entries(object), ...changed]);
}

/** Edits by the first step of their paths, in the order in which these come. */
function bySegment(edits: readonly Edit[]): ReadonlyMap<Segment | undefined, readonly Edit[]> {
  const groups = new Map<Segment | undefined, Edit[]>();
  for (const edit of edits) {
    const [[segment]] = edit;
    const group = groups.get(segment);
    if (group === undefined) groups.set(segment, [edit]);
    else group.push(edit);
  }
  return groups;
}

function setEach(object: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce((result, [path, value]) => setIn(result, path, value), object);
}

function isIndexOf(list: readonly unknown[]): (segment: Segment | undefined) => boolean {
  return (segment) => typeof segment === "number" && segment < list.length;
}

/** The same edits, relative to the next step of their paths. */
function tails(edits: readonly Edit[] = []): readonly Edit[] {
  return edits.map(([[, ...rest], value]) => [rest, value]);
}

/**
 * A copy of the object without the values at these paths, as if they were removed one by one; each list and object
 * along the paths is copied once. List items really are removed one by one, since each moves those after it.
 */
export function removeAllIn(object: unknown, paths: readonly Path[]): unknown {
  return removeEach(
    object,
    paths.map((path): Edit => [path, undefined]),
  );
}

function removeEach(object: unknown, removals: readonly Edit[]): unknown {
  const groups = bySegment(removals);
  const isDeep = removals.length > 1 && removals.every(([path]) => path.length > 1);
  const segments = [...groups.keys()];
  if (isDeep && Array.isArray(object) && segments.every(isIndexOf(object))) {
    return object.map((item: unknown, i) => (groups.has(i) ? removeEach(item, tails(groups.get(i))) : item));
  }
  if (isDeep && isObject(object) && segments.every((name) => Object.hasOwn(object, name ?? ""))) {
    return changeMembers(object, groups, removeEach);
  }
  return removals.reduce((result, [path]) => removeIn(result, path), object);
}

/** A copy of the object without the value at the path; the object itself if there is none. */
export function removeIn(object: unknown, path: Path): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return undefined;
  if (typeof segment === "number") {
    if (!Array.isArray(object) || segment >= object.length) return object;
    const items: readonly unknown[] = object;
    return rest.length === 0
      ? items.toSpliced(segment, 1)
      : items.with(segment, removeIn(items[segment], rest));
  }
  if (!isObject(object) || !Object.hasOwn(object, segment)) return object;
  if (rest.length > 0) return { ...object, [segment]: removeIn(object[segment], rest) };
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== segment));
}
