import { removeIn, setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isEqual, isObject } from "../field/json.ts";
import type { ToView, VmView } from "../vm/view.ts";

/** The annotation on the template's metadata that lists the fields which vmgate set (contract §5). */
export const recordAnnotation = "vm.cpln.io/defaulted";

/** Most bytes of a record; what does not fit is the user's. */
const maxRecordBytes = 16 * 1024;

/** The fields that vmgate set, by {@link DefaultField.key}, each with the hash of its value. */
export type RecordedFields = ReadonlyMap<string, string>;

/** What the annotation says. */
export interface DefaultsRecord {
  /** The namespace and name of the VM that the record was made for. */
  readonly vm: string;
  readonly fields: RecordedFields;
  /** The hash of the spec that was stored when an update made this record of it; unset in the record of a creation. */
  readonly updateOf?: string;
}

/** The record of a VM; undefined where it has none that can be read. */
export function readRecord(vm: VmView): DefaultsRecord | undefined {
  const text = vm.annotation(recordAnnotation).string;
  if (text === undefined || text.length > maxRecordBytes) return undefined;
  const record = parse(text);
  if (!isObject(record) || !isObject(record["fields"])) return undefined;
  const fields = new Map(Object.entries(record["fields"]).filter(isText));
  const { vm: name, updateOf } = record;
  if (typeof name !== "string") return undefined;
  return typeof updateOf === "string" ? { vm: name, updateOf, fields } : { vm: name, fields };
}

/** The object with this record, or without one; the object itself where it has it already. */
export function setRecord(object: unknown, record: DefaultsRecord | undefined, toView: ToView): unknown {
  const field = toView(object).annotation(recordAnnotation);
  const text = record === undefined ? undefined : formatRecord(record);
  if (field.value === text) return object;
  return text === undefined ? removeIn(object, field.path) : setIn(object, field.path, text);
}

/**
 * The updated object with the record as it is stored, where nothing else has changed: what is applied again does not
 * change the generation.
 */
export function withStoredRecord(object: unknown, oldObject: unknown, toView: ToView): unknown {
  const [now, before] = [readRecord(toView(object)), readRecord(toView(oldObject))];
  if (now === undefined || before === undefined || !isSameFields(now.fields, before.fields)) return object;
  const { path, value } = toView(oldObject).annotation(recordAnnotation);
  const restored = setIn(object, path, value);
  const [spec, stored] = [restored, oldObject].map((one) => Field.root(one).at("spec").value);
  return isEqual(spec, stored) ? restored : object;
}

/** Whether two records list the same fields with the same values. */
export function isSameFields(a: RecordedFields, b: RecordedFields): boolean {
  return a.size === b.size && [...a].every(([key, hash]) => b.get(key) === hash);
}

/** The record's text, its fields sorted. */
function formatRecord({ vm, updateOf, fields }: DefaultsRecord): string {
  return JSON.stringify({ vm, updateOf, fields: Object.fromEntries(fittingFields(fields)) });
}

/** Most bytes of the fields in a record; a kibibyte is left for the rest. */
const maxFieldBytes = maxRecordBytes - 1024;

/** As many of these fields as fit into a record, sorted. */
export function fittingFields(fields: RecordedFields): RecordedFields {
  const all = [...fields].toSorted(byKey);
  if (longestOf(all) <= maxFieldBytes) return new Map(all);
  const encoder = new TextEncoder();
  const fitting = new Map<string, string>();
  let left = maxFieldBytes;
  for (const [key, hash] of all) {
    left -= encoder.encode(JSON.stringify({ [key]: hash })).length;
    if (left < 0) break;
    fitting.set(key, hash);
  }
  return fitting;
}

/** The most bytes that fields can take, whatever JSON makes of their keys: hardly any record is near the limit. */
function longestOf(fields: readonly (readonly [key: string, hash: string])[]): number {
  return fields.reduce((sum, [key, hash]) => sum + 6 * (key.length + hash.length) + 7, 0);
}

/**
 * A short hash of a JSON value, the same for equal values whatever the order of their members: FNV-1a, 32 bits as
 * eight hexadecimal digits. It detects a change and protects nothing: whoever may write the record may write the
 * value.
 */
export function hashOf(value: unknown): string {
  let hash = 0x811c9dc5;
  const text = JSON.stringify([sorted(value)]);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const names = Object.keys(value).toSorted();
  return names.map((name) => [name, sorted(value[name])]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
