import { isEqual } from "../field/json.ts";
import type { VmView } from "../vm/view.ts";
import type { DefaultedField } from "./apply.ts";
import { type Default, type DefaultField, fieldsByKey, fieldsOf } from "./default.ts";
import type { RemovedValue, RemovedValues } from "./remove.ts";

/**
 * Who updates a VM: `user` is anybody but KubeVirt; `kubevirt` is one of its own accounts, whose values replace
 * defaults and which gets nothing new; `pool` is the same for the VM of a pool, which writes its whole spec.
 */
export type UpdatedBy = "user" | "kubevirt" | "pool";

/** A row at an update: the old and the new VM without their defaults, except those of the rows before this one. */
export interface RowUpdate {
  readonly row: Default;
  readonly before: VmView;
  readonly after: VmView;
  /** What CREATE would write in the old VM, by key. */
  readonly oldDefaults: ReadonlyMap<string, unknown>;
  /** What CREATE would write in the new VM, by key. */
  readonly newDefaults: ReadonlyMap<string, unknown>;
  /** The defaults that the old VM has. */
  readonly stored: RemovedValues;
  /** Those of them that the new VM was sent with. */
  readonly sent: RemovedValues;
  readonly isRecorded: (key: string) => boolean;
  /** Whether the client claims a field of this row. */
  readonly isClaimed: boolean;
  readonly by: UpdatedBy;
}

/** A value for a field; `kept` is a stored one that CREATE would not write. */
interface NextValue {
  readonly value: unknown;
  readonly from: "create" | "stored" | "kept";
}

/** A field and the value that it gets at an update. */
interface UpdatedField extends DefaultedField, NextValue {}

/** The values of a row for the fields that the user left out. */
export function nextValues(update: RowUpdate): readonly UpdatedField[] {
  const { row, before, after, newDefaults } = update;
  const was = fieldsByKey(row, before);
  const values = fieldsOf(row, after).flatMap((field): UpdatedField[] => {
    const next = field.field.isSet ? undefined : nextValue(update, field, was.get(field.key));
    return next === undefined ? [] : [{ ...field, ...next }];
  });
  const { isDuplicate } = row;
  if (isDuplicate === undefined) return values;
  // One field has the value: where CREATE would write it, else where it is stored.
  const created = values.filter(({ key }) => newDefaults.has(key));
  return created.length > 0 ? created : values.filter(({ value }) => !isDuplicate(after, value));
}

/**
 * The value of a field that the user left out (contract §5). If the row gives the same for the old and the new VM, it
 * is what is stored, or nothing; otherwise what CREATE would write. A default is dropped without another one only if
 * KubeVirt would deny or ignore it.
 * @param was the same field in the old VM
 */
function nextValue(
  update: RowUpdate,
  field: DefaultField,
  was: DefaultField | undefined,
): NextValue | undefined {
  const { row, after, by, oldDefaults, newDefaults } = update;
  const sent = update.sent.get(field.key);
  if (by !== "user" && sent !== undefined) return { value: sent.value, from: "stored" };
  if (row.isSuperseded?.(after, field) === true) return undefined;
  const isSame = isEqual(oldDefaults.get(field.key), newDefaults.get(field.key));
  if (update.stored.has(field.key)) return nextOfStored(update, field, isSame);
  // A recorded default that the VM has lost is written anew.
  const isLeftUnset = isSame ? !update.isRecorded(field.key) : isPreferenceGone(update);
  return was?.field.isSet === false && isLeftUnset ? undefined : newValue(update, field);
}

/** What CREATE would write; KubeVirt's own accounts get nothing new. */
function newValue({ newDefaults, by }: RowUpdate, { key }: DefaultField): NextValue | undefined {
  const value = newDefaults.get(key);
  return value === undefined || by === "kubevirt" ? undefined : { value, from: "create" };
}

function nextOfStored(update: RowUpdate, { key }: DefaultField, isSame: boolean): NextValue {
  const value = update.stored.get(key)?.value;
  if (isSame) return { value, from: "stored" };
  const changed = update.newDefaults.get(key);
  return changed === undefined || isKept(update, update.sent.get(key))
    ? { value, from: "kept" }
    : { value: changed, from: "create" };
}

function isKept({ row, before, after, isClaimed, by }: RowUpdate, sent: RemovedValue | undefined): boolean {
  if (by === "kubevirt" || row.isWeakHint?.(before, after) === true) return true;
  return sent !== undefined && !isClaimed && row.requiresClaim?.(after) === true;
}

/** The guest was installed with what the preference chose. */
function isPreferenceGone({ row, before, after }: RowUpdate): boolean {
  return row.installed?.leftToPreference === true && before.hasPreference && !after.hasPreference;
}
