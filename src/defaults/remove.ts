import { removeAllIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { fieldsOf, type Default, type DefaultField } from "./default.ts";
import { defaults } from "./index.ts";

/** A value that was removed. */
export interface RemovedValue {
  readonly value: unknown;
  /** Its index where it was an item of a list; NaN for another field. */
  readonly index: number;
}

/** Values that were removed, by {@link DefaultField.key}. */
export type RemovedValues = ReadonlyMap<string, RemovedValue>;

/** An object without some of its defaults. */
export interface WithoutDefaults {
  readonly object: unknown;
  readonly removed: RemovedValues;
}

/**
 * Removes defaults from an object, in the reverse of the order in which they are applied: what was written into a
 * default is gone before that default is looked at.
 * @param isDefault asked about every field of the table that is set, with its row and the VM as it is by then
 */
export function removeDefaults(
  object: unknown,
  toView: ToView,
  isDefault: (field: DefaultField, row: Default, vm: VmView) => boolean,
): WithoutDefaults {
  const removed = new Map<string, RemovedValue>();
  let vm = toView(object);
  for (const row of defaults.toReversed()) {
    const rest = vm;
    const fields = fieldsOf(row, rest).filter((field) => field.field.isSet && isDefault(field, row, rest));
    for (const { key, field } of fields) {
      removed.set(key, { value: field.value, index: Number(field.path.at(-1)) });
    }
    if (fields.length > 0) vm = toView(removeFields(rest.object.value, row, fields));
  }
  return { object: vm.object.value, removed };
}

function removeFields(object: unknown, row: Default, fields: readonly DefaultField[]): unknown {
  const rest = removeAllIn(
    object,
    // From the end of a list, so that the remaining indexes stay valid.
    fields.toReversed().map(({ field }) => field.path),
  );
  const [first] = fields;
  if (row.removeEmptyParent !== true || first === undefined) return rest;
  const parent = first.field.parent.path;
  return isEqual(Field.root(rest).at(...parent).value, {}) ? removeAllIn(rest, [parent]) : rest;
}
