import { type Edit, removeIn, setAllIn } from "../field/edit.ts";
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
  const before = new Map(row.places(stored).map((field) => [keyOf(row, stored, field), field]));
  const edits: Edit[] = [];
  const taken: Field[] = [];
  for (const place of row.places(vm)) {
    const old = before.get(keyOf(row, vm, place));
    if (!old?.isSet) continue;
    if (!row.isOff(vm, place, policy)) {
      if (!place.isSet) edits.push([place.path, old.value]);
    } else if (givesWay(row, { vm, place }, { vm: stored, place: old }, policy)) taken.push(place);
  }
  return taken.reduce((result, place) => takeOut(result, row, place), setAllIn(object, edits));
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

function takeOut(object: unknown, row: Default, field: Field): unknown {
  const rest = removeIn(object, field.path);
  const parent = field.parent.path;
  const isEmptied = row.takesParentAlong === true && isEqual(Field.root(rest).at(...parent).value, {});
  return isEmptied ? removeIn(rest, parent) : rest;
}

function keyOf(row: Default, vm: VmView, field: Field): string {
  return row.key ?? keyedPath(vm.object.value, field.path);
}
