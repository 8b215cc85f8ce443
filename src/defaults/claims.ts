import { Field } from "../field/field.ts";
import type { Path } from "../field/path.ts";
import { contractAnnotation } from "../vm/contract-annotation.ts";
import { lastApplied, lastAppliedText } from "../vm/last-applied.ts";
import { recordAnnotation } from "./record.ts";

/** What the client of a request states to be its own (contract §5). */
export interface Claims {
  /** Whether it states a field which is set in the object. */
  readonly has: (object: unknown, path: Path) => boolean;
  /**
   * Whether it owns lists whole: whatever is in them counts as sent. Once vmgate has written into them that no longer
   * tells its fields from the client's.
   */
  readonly hasLists: boolean;
}

/** What in a request shows whose a field is. */
export interface ClaimedUpdate {
  readonly object: unknown;
  readonly oldObject: unknown;
  /** The field manager that the request names; empty where it is not known. */
  readonly fieldManager: string;
}

/**
 * The claims of an update: of a server-side apply by the entry of its manager in `managedFields`, of a client-side
 * apply by the manifest that kubectl keeps in an annotation. A whole manifest, as kubectl replace sends it, claims all
 * that it states.
 */
export function claimsOf(update: ClaimedUpdate): Claims {
  const applied = appliedEntry(update);
  const manifest = newManifest(update);
  if (applied === undefined && manifest === undefined && isWholeManifest(update))
    return { has: () => true, hasLists: false };
  const itemsOf = memoizedItems();
  return {
    has: (object, path) =>
      (applied !== undefined && isApplied(applied, path)) ||
      (manifest !== undefined && fieldByName(manifest, object, path, itemsOf).isSet),
    hasLists: applied?.isNow === true,
  };
}

/** Whether the object is a manifest in place of the stored object: it has nothing of what only the stored one has. */
function isWholeManifest({ object, oldObject }: ClaimedUpdate): boolean {
  const added = [...ownAnnotations, firmwareUuid].filter((path) => Field.root(oldObject).has(...path));
  return added.length > 0 && added.every((path) => !Field.root(object).has(...path));
}

const ownAnnotations = [recordAnnotation, contractAnnotation.name].map(
  (name) => ["spec", "template", "metadata", "annotations", name] as const,
);

/** KubeVirt generates it on CREATE. */
const firmwareUuid = ["spec", "template", "spec", "domain", "firmware", "uuid"] as const;

/** What an apply sent, and whether this very request was that apply. */
interface Applied {
  readonly fields: Field;
  readonly isNow: boolean;
}

function appliedEntry({ object, oldObject, fieldManager }: ClaimedUpdate): Applied | undefined {
  const [now, before] = [managedFields(object), managedFields(oldObject)];
  const known = new Set(before.map(entryKey));
  const isTouched = (field: Field): boolean => !known.has(entryKey(field));
  const entry = now.find((field) => {
    const isApply = isEntry(field, "Apply");
    if (fieldManager !== "") return isApply && field.at("manager").value === fieldManager;
    return isApply && isTouched(field);
  });
  if (entry === undefined) return undefined;
  // The same manager may have patched instead: then the entry of its updates has a new time, and this one not.
  const update = now.find(
    (field) => isEntry(field, "Update") && field.at("manager").value === entry.at("manager").value,
  );
  const isNow = update === undefined || !isTouched(update) || isTouched(entry);
  return { fields: entry.at("fieldsV1"), isNow };
}

function managedFields(object: unknown): readonly Field[] {
  return Field.root(object).at("metadata", "managedFields").items();
}

function isEntry(field: Field, operation: "Apply" | "Update"): boolean {
  return field.at("operation").value === operation && (field.at("subresource").string ?? "") === "";
}

/** What an entry of managers is known by: it is touched where it has another time than before, or is new. */
function entryKey(entry: Field): string {
  const names = ["manager", "operation", "subresource", "time"];
  return JSON.stringify(names.map((name) => entry.at(name).string));
}

/**
 * Whether an apply sent the field. The lists of a VM have no keys: an apply owns them whole, and what is in them is
 * what it sent, if it is this request.
 */
function isApplied({ fields, isNow }: Applied, path: Path): boolean {
  let node = fields;
  for (const segment of path) {
    if (typeof segment === "number") return isNow;
    node = node.at(`f:${segment}`);
    if (!node.isSet) return false;
  }
  return true;
}

/** The manifest of a client-side apply, where this update is one. */
function newManifest({ object, oldObject }: ClaimedUpdate): unknown {
  return lastAppliedText(object) === lastAppliedText(oldObject) ? undefined : lastApplied(object);
}

/** The items of a list by their names, the first of each name. */
type ItemsByName = (list: Field) => ReadonlyMap<string, Field>;

/** Goes through each list once: a manifest may have as many items as a VM has fields that it is asked about. */
function memoizedItems(): ItemsByName {
  const known = new Map<unknown, ReadonlyMap<string, Field>>();
  return (list) => {
    const found = known.get(list.value) ?? itemsByName(list);
    known.set(list.value, found);
    return found;
  };
}

function itemsByName(list: Field): ReadonlyMap<string, Field> {
  const items = new Map<string, Field>();
  for (const item of list.items()) {
    const name = nameOf(item);
    if (name !== undefined && !items.has(name)) items.set(name, item);
  }
  return items;
}

/** The field of another object at the same path, with list items found by their name. */
function fieldByName(other: unknown, object: unknown, path: Path, itemsOf: ItemsByName): Field {
  let [field, known] = [Field.root(other), Field.root(object)];
  for (const segment of path) {
    known = known.at(segment);
    const name = nameOf(known);
    if (typeof segment === "string") field = field.at(segment);
    else field = (name === undefined ? undefined : itemsOf(field).get(name)) ?? field.at(-1);
  }
  return field;
}

function nameOf(item: Field): string | undefined {
  return item.at("name").string ?? item.at("metadata", "name").string;
}
