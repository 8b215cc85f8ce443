import { type Edit, removeAllIn, removeIn, setAllIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import { keyedPath } from "../field/keyed-path.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { ToView, VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";
import { defaults } from "./index.ts";

/** The object with every default filled in where the user left the field out (contract §3). */
export function applyDefaults(object: unknown, toView: ToView, policy: NamespacePolicy): unknown {
  let vm = toView(object);
  for (const row of defaults) {
    const filled = fill(vm.object.value, row, vm, policy);
    // Most rows find nothing to do, and what was read of the machine stays true.
    if (filled !== vm.object.value) vm = toView(filled);
  }
  return vm.object.value;
}

function fill(object: unknown, row: Default, vm: VmView, policy: NamespacePolicy): unknown {
  const fields = row.places(vm);
  if (row.isWhole === true && fields.some(({ isSet }) => isSet)) return object;
  const edits = fields
    .filter((field) => !field.isSet && !row.isOff(vm, field, policy))
    .map((place): Edit => [place.path, row.write(vm, place, policy)]);
  return setAllIn(
    object,
    edits.filter(([, value]) => value !== undefined),
  );
}

/**
 * The updated object with what a re-applied manifest dropped put back as it was stored, and with our
 * own values taken out where the user now chose something they stand in the way of (contract §5).
 */
export function restoreDefaults(
  object: unknown,
  old: unknown,
  toView: ToView,
  policy: NamespacePolicy,
): unknown {
  const stored = toView(old);
  return defaults.reduce((result, row) => putBack(result, row, toView(result), stored, policy), object);
}

function putBack(
  object: unknown,
  row: Default,
  vm: VmView,
  stored: VmView,
  policy: NamespacePolicy,
): unknown {
  const before = byKey(row, stored);
  const edits: Edit[] = [];
  const taken: Field[] = [];
  for (const [key, place] of byKey(row, vm)) {
    const old = before.get(key);
    if (!old?.isSet) continue;
    if (!row.isOff(vm, place, policy)) {
      if (!place.isSet) edits.push([place.path, old.value]);
    } else if (givesWay(row, { vm, place }, { vm: stored, place: old }, policy)) taken.push(place);
  }
  return takeOut(setAllIn(object, edits), row, taken);
}

/** The places of a row by what tells them apart; of two list items of one name, the second is met by the second. */
function byKey(row: Default, vm: VmView): ReadonlyMap<string, Field> {
  const places = new Map<string, Field>();
  const seen = new Map<string, number>();
  for (const place of row.places(vm)) {
    const key = row.key ?? keyedPath(vm.object.value, place.path);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    places.set(`${count} ${key}`, place);
  }
  return places;
}

interface At {
  readonly vm: VmView;
  readonly place: Field;
}

/** Whether a stored value of ours still stands where the user now chose something else. */
function givesWay(row: Default, now: At, before: At, policy: NamespacePolicy): boolean {
  const { value } = now.place;
  return (
    !row.isOff(before.vm, before.place, policy) &&
    isEqual(value, before.place.value) &&
    [now, before].some(({ vm, place: field }) => isEqual(value, row.write(vm, field, policy)))
  );
}

function takeOut(object: unknown, row: Default, places: readonly Field[]): unknown {
  const rest = removeAllIn(
    object,
    places.map(({ path }) => path),
  );
  const parent = places[0]?.parent.path;
  if (row.takesParentAlong !== true || parent === undefined) return rest;
  return isEqual(Field.root(rest).at(...parent).value, {}) ? removeIn(rest, parent) : rest;
}
