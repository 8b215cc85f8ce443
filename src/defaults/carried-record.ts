import type { ToView } from "../vm/view.ts";
import { type DefaultsRecord, hashOf, readRecord, type RecordedFields, setRecord } from "./record.ts";
import { removeDefaults } from "./remove.ts";

/**
 * The fields of a record in a VM that KubeVirt's controller clones or restores: those that still have their value,
 * and those that the controller sets itself on the way, such as the run strategy, with the value that they have now
 * (contract §5).
 * @param recorded the record that the controller sends
 * @param before the record of the VM that is restored in place
 */
export function carriedFields(
  object: unknown,
  recorded: RecordedFields,
  toView: ToView,
  before: RecordedFields = new Map(),
): RecordedFields {
  const { removed } = removeDefaults(object, toView, ({ key, field }, row) => {
    if (row.supersededWithAnyValue === true) return recorded.has(key) || before.has(key);
    return recorded.get(key) === hashOf(field.value);
  });
  return new Map([...removed].map(([key, { value }]) => [key, hashOf(value)]));
}

/** A VM that KubeVirt's controller restores in place, with the record that it brings back. */
export function carryRecord(object: unknown, oldObject: unknown, toView: ToView): unknown {
  const record = readRecord(toView(object));
  if (record === undefined) return object;
  const before = readRecord(toView(oldObject))?.fields;
  const carried: DefaultsRecord = {
    ...record,
    fields: carriedFields(object, record.fields, toView, before),
  };
  return setRecord(object, carried, toView);
}
