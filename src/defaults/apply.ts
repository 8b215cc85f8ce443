import { type Edit, setAllIn, setIn } from "../field/edit.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { fieldsOf, type Default, type DefaultField } from "./default.ts";
import { defaults } from "./index.ts";
import { hashOf, type RecordedFields } from "./record.ts";
import type { RemovedValues } from "./remove.ts";

/** An object with defaults, and the fields that have one. */
export interface WithDefaults {
  readonly object: unknown;
  readonly fields: RecordedFields;
}

/** The object with every default where the user left the field out (contract §3). */
export function applyDefaults(object: unknown, toView: ToView, policy: NamespacePolicy): unknown {
  let vm = toView(object);
  for (const row of defaults) vm = writeValues(vm, row, defaultValues(row, vm, policy), [], toView);
  return vm.object.value;
}

/**
 * The same with the defaults of some rows, and which fields these are.
 * @param removed defaults that the object had before: list items among them return to their index
 */
export function applyRows(
  object: unknown,
  toView: ToView,
  policy: NamespacePolicy,
  rows: readonly Default[],
  removed: RemovedValues = new Map(),
): WithDefaults {
  const fields = new Map<string, string>();
  let vm = toView(object);
  for (const row of rows) {
    const values = defaultValues(row, vm, policy);
    for (const { key, value } of values) fields.set(key, hashOf(value));
    vm = writeValues(vm, row, values, [removed], toView);
  }
  return { object: vm.object.value, fields };
}

/** A field and the value to write there. */
export interface DefaultedField extends DefaultField {
  readonly value: unknown;
}

/** What CREATE writes for a row: every field that is not set and has a default. */
export function defaultValues(row: Default, vm: VmView, policy: NamespacePolicy): readonly DefaultedField[] {
  if (row.installed?.leftToPreference === true && vm.hasPreference) return [];
  const values: DefaultedField[] = [];
  for (const field of fieldsOf(row, vm)) {
    if (field.field.isSet || row.isSuperseded?.(vm, field) === true || row.skip?.(vm, field) === true)
      continue;
    const value = row.defaultValue(vm, field, policy);
    if (value !== undefined) values.push({ ...field, value });
  }
  return values;
}

/**
 * The VM with a row's values.
 * @param removed where list items had been: the first of these that has an item decides, else it is appended
 */
export function writeValues(
  vm: VmView,
  row: Default,
  values: readonly DefaultedField[],
  removed: readonly RemovedValues[],
  toView: ToView,
): VmView {
  const [first] = values;
  // Most rows find nothing to do, and what was read of the VM stays true.
  if (first === undefined) return vm;
  if (row.isListItem !== true) return toView(setAllIn(vm.object.value, values.map(toEdit)));
  const list = first.field.parent;
  const indexOf = ({ key }: DefaultedField): number =>
    removed.find((items) => items.has(key))?.get(key)?.index ?? Number.POSITIVE_INFINITY;
  const items: unknown[] = list.items().map((item) => item.value);
  for (const item of values.toSorted((a, b) => indexOf(a) - indexOf(b) || 0)) {
    items.splice(Math.min(indexOf(item), items.length), 0, item.value);
  }
  return toView(setIn(vm.object.value, list.path, items));
}

/**
 * Where list items of an updated VM return to: to their index in the list that was sent, or in the stored one where
 * all of them were there in this order and the user's list is as long as it was; else they are appended.
 * @param before the stored VM without its defaults
 */
export function indexesOf(
  values: readonly DefaultedField[],
  before: VmView,
  sent: RemovedValues,
  stored: RemovedValues,
): readonly RemovedValues[] {
  const list = values[0]?.field.parent;
  const isSameLength = list?.items().length === before.object.at(...(list?.path ?? [])).items().length;
  const indexes = values.map(({ key }) => (sent.get(key) ?? stored.get(key))?.index);
  const isStored = indexes.every(
    (index, i) => index !== undefined && (i === 0 || index > Number(indexes[i - 1])),
  );
  return isSameLength && isStored ? [sent, stored] : [sent];
}

function toEdit({ field, value }: DefaultedField): Edit {
  return [field.path, value];
}
