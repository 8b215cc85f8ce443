import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { type DefaultedField, defaultValues, indexesOf, type WithDefaults, writeValues } from "./apply.ts";
import type { Claims } from "./claims.ts";
import { type Default, type DefaultField, fieldsByKey, fieldsOf } from "./default.ts";
import { defaults } from "./index.ts";
import { nextValues, type UpdatedBy } from "./next-value.ts";
import {
  type DefaultsRecord,
  fittingFields,
  hashOf,
  isSameFields,
  readRecord,
  type RecordedFields,
} from "./record.ts";
import { removeDefaults, type RemovedValue, type WithoutDefaults } from "./remove.ts";

/** An update of a VM whose defaults are on record. */
export interface DefaultsUpdate {
  readonly object: unknown;
  readonly oldObject: unknown;
  /** The record of the old object. */
  readonly record: DefaultsRecord;
  readonly claims: Claims;
  readonly by: UpdatedBy;
}

/** An updated object with its defaults but with the record that it was sent with. */
export interface UpdatedDefaults {
  readonly object: unknown;
  /** The record that it gets: the old one where it says the same, unless the client owns lists whole. */
  readonly record: DefaultsRecord;
  /** The fields that keep a value which CREATE would not write. */
  readonly kept: readonly DefaultField[];
}

/**
 * The updated object with defaults as if it had been created this way (contract §5): the defaults are removed from the
 * old object and from the new one, and applied to both. What vmgate itself has made of this very update stays as it
 * is, by the record that it is sent with: mutating twice is mutating once. No other record that an update sends counts.
 */
export function updateDefaults(
  update: DefaultsUpdate,
  toView: ToView,
  policy: NamespacePolicy,
): UpdatedDefaults {
  const { object, oldObject, record, claims } = update;
  const old = removeDefaults(oldObject, toView, isRecordedIn(record));
  const sent = readRecord(toView(object));
  if (sent?.updateOf !== undefined && sent.updateOf === specHash(oldObject)) {
    const again = applyUpdate(update, sent, old, removeOwnDefaults(update, sent, toView), toView, policy);
    if (isEqual(again.object, object) && isSameFields(again.fields, sent.fields))
      return { object, record: sent, kept: again.kept };
  }
  const rest = removeSentDefaults(update, old, toView);
  const updated = applyUpdate(update, record, old, rest, toView, policy);
  // Only the record of this update tells what vmgate has written into lists that are the client's.
  const isRecordKept = !claims.hasLists && isSameFields(updated.fields, record.fields);
  return {
    object: isEqual(updated.object, object) ? object : updated.object,
    record: isRecordKept ? record : { vm: record.vm, updateOf: specHash(oldObject), fields: updated.fields },
    kept: updated.kept,
  };
}

function isRecordedIn({ fields }: DefaultsRecord): (field: DefaultField) => boolean {
  return ({ key, field }) => fields.get(key) === hashOf(field.value);
}

function specHash(object: unknown): string {
  return hashOf(Field.root(object).at("spec").value);
}

/** The new object without the defaults of the old one: those that were not changed and are not claimed. */
function removeSentDefaults(
  { object, oldObject, record: { fields: recorded }, claims, by }: DefaultsUpdate,
  old: WithoutDefaults,
  toView: ToView,
): WithoutDefaults {
  const stored = toView(oldObject);
  return removeDefaults(object, toView, (field, row, vm) => {
    const { key } = field;
    if (by !== "user") return old.removed.has(key);
    if (claims.has(vm.object.value, field.field.path)) return false;
    if (old.removed.has(key) && recorded.get(key) === hashOf(field.field.value)) return true;
    return recorded.has(key) && isSupersededWithAnyValue(row, field, vm, stored);
  });
}

/** Whether a default that was given another value since, though not by this update, is superseded all the same. */
function isSupersededWithAnyValue(row: Default, field: DefaultField, vm: VmView, stored: VmView): boolean {
  if (row.supersededWithAnyValue !== true || row.isSuperseded?.(vm, field) !== true) return false;
  return isEqual(fieldsByKey(row, stored).get(field.key)?.field.value, field.field.value);
}

/** The new object without the defaults of the record that it is sent with. */
function removeOwnDefaults(
  { object, claims }: DefaultsUpdate,
  sent: DefaultsRecord,
  toView: ToView,
): WithoutDefaults {
  const isOwn = isRecordedIn(sent);
  return removeDefaults(object, toView, (field, _row, vm) => {
    const { path } = field.field;
    const isInOwnedList = claims.hasLists && path.some((segment) => typeof segment === "number");
    return isOwn(field) && (isInOwnedList || !claims.has(vm.object.value, path));
  });
}

interface AppliedUpdate extends WithDefaults {
  readonly kept: readonly DefaultField[];
}

/**
 * Applies the defaults to the old and to the new VM, row by row.
 * @param base the record that the new one continues
 */
function applyUpdate(
  update: DefaultsUpdate,
  base: DefaultsRecord,
  old: WithoutDefaults,
  rest: WithoutDefaults,
  toView: ToView,
  policy: NamespacePolicy,
): AppliedUpdate {
  const { claims, by } = update;
  const recorded = update.record.fields;
  const isSent = ([key, { value }]: [string, RemovedValue]): boolean =>
    old.removed.has(key) && (by !== "user" || recorded.get(key) === hashOf(value));
  const sent = new Map([...rest.removed].filter(isSent));
  const fields = new Map<string, string>();
  const kept: DefaultField[] = [];
  let [before, after] = [toView(old.object), toView(rest.object)];
  for (const row of defaults) {
    const oldDefaults = defaultValues(row, before, policy);
    const values = nextValues({
      ...{ row, before, after, by, stored: old.removed, sent },
      oldDefaults: byKey(oldDefaults),
      newDefaults: byKey(defaultValues(row, after, policy)),
      isRecorded: (key) => recorded.has(key),
      isClaimed: row.requiresClaim !== undefined && isClaimed(row, after, claims),
    });
    if (row.supersededWithAnyValue === true) {
      for (const [key, hash] of stillRecorded(row, after, base.fields, claims)) fields.set(key, hash);
    }
    for (const { key, value } of values) fields.set(key, hashOf(value));
    kept.push(...values.filter(({ from }) => from === "kept"));
    const indexes = indexesOf(values, before, rest.removed, old.removed);
    before = writeValues(before, row, oldDefaults, [old.removed], toView);
    after = writeValues(after, row, values, indexes, toView);
  }
  return { object: after.object.value, fields: fittingFields(fields), kept };
}

/** The fields of a row that have another value by now stay on record, unless they are claimed. */
function stillRecorded(
  row: Default,
  vm: VmView,
  record: RecordedFields,
  claims: Claims,
): readonly [string, string][] {
  return fieldsOf(row, vm).flatMap(({ key, field }): [string, string][] => {
    const hash = record.get(key);
    const isOurs = hash !== undefined && field.isSet && !claims.has(vm.object.value, field.path);
    return isOurs ? [[key, hash]] : [];
  });
}

function isClaimed(row: Default, vm: VmView, claims: Claims): boolean {
  return fieldsOf(row, vm).some(({ field }) => field.isSet && claims.has(vm.object.value, field.path));
}

function byKey(values: readonly DefaultedField[]): ReadonlyMap<string, unknown> {
  return new Map(values.map(({ key, value }) => [key, value]));
}
