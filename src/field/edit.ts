import { isObject } from "./json.ts";
import type { Path, Segment } from "./path.ts";

/**
 * The object with a value put at a path; the object itself is not touched, and what does not lie on
 * the path is shared. Members that are missing or null on the way are created as objects. A step past
 * the end of a list appends. Where the way is barred by a value of another type, nothing changes, and the object itself is given back.
 */
export function setIn(object: unknown, path: Path, value: unknown): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (typeof segment === "number") {
    if (!Array.isArray(object)) return object;
    const items: readonly unknown[] = object;
    if (items.length <= segment) return [...items, setIn(undefined, rest, value)];
    const item = setIn(items[segment], rest, value);
    return item === items[segment] ? items : items.with(segment, item);
  }
  if (object === undefined || object === null) return { [segment]: setIn(undefined, rest, value) };
  if (!isObject(object)) return object;
  const current = Object.hasOwn(object, segment) ? object[segment] : undefined;
  const changed = setIn(current, rest, value);
  return changed === current && current !== undefined ? object : { ...object, [segment]: changed };
}

/** A place and what is put there. */
export type Edit = readonly [path: Path, value: unknown];

/**
 * The object with values put at several places, none of which lies on the way to another. A list on the way is
 * copied once, and not once a place: a machine may be sent with any number of disks.
 */
export function setAllIn(object: unknown, edits: readonly Edit[]): unknown {
  if (edits.length < 2) return setEach(object, edits);
  const groups = bySegment(edits);
  const [segment] = groups.keys();
  if (Array.isArray(object) && [...groups.keys()].every(isIndexOf(object))) {
    return object.map((item: unknown, i) => setAllIn(item, tails(groups.get(i))));
  }
  if (groups.size === 1 && typeof segment === "string" && isObject(object)) {
    const current = Object.hasOwn(object, segment) ? object[segment] : undefined;
    return { ...object, [segment]: setAllIn(current, tails(edits)) };
  }
  return setEach(object, edits);
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

/** The same edits, seen from one step further down. */
function tails(edits: readonly Edit[] = []): readonly Edit[] {
  return edits.map(([[, ...rest], value]) => [rest, value]);
}

/** The object without what stands at the path; what is not there stays not there. */
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
