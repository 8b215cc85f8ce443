import type { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { VmView } from "../vm/view.ts";

/** A field that a default may be written to, whether something is set there or not. */
export interface DefaultField {
  /** The field's name in the record, with list items by their name: `disks[root].bus`. */
  readonly key: string;
  readonly field: Field;
  /** The name of a list item that is not there yet. */
  readonly name?: string | undefined;
}

/**
 * One row of the contract's table of defaults (§3): a field that vmgate sets where the user left it out. CREATE and
 * UPDATE (§5) both follow from this one description.
 */
export interface Default {
  readonly id: string;
  /** The field, its value and the row's "not when", as the documentation shows them. */
  readonly field: string;
  readonly value: string;
  readonly unless: string;
  /** Every field of this VM that the row is about. */
  readonly fields: (vm: VmView) => readonly DefaultField[];
  /** Whether KubeVirt would deny or ignore the field beside what the VM has: a default is removed. */
  readonly isSuperseded?: (vm: VmView, field: DefaultField) => boolean;
  /** Whatever value the default has been given since, it is removed where it is superseded. */
  readonly supersededWithAnyValue?: true;
  /** Whether something else in the VM decides better than vmgate: nothing is set, and what is set stays. */
  readonly skip?: (vm: VmView, field: DefaultField) => boolean;
  /** The default; undefined where there is none. Must not depend on the field itself. */
  readonly defaultValue: (vm: VmView, field: DefaultField, policy: NamespacePolicy) => unknown;
  /** Whether KubeVirt denies this value because another field has it; of such a row one field has the default. */
  readonly isDuplicate?: (vm: VmView, value: unknown) => boolean;
  /** Whether another default on UPDATE comes from a hint that is too weak to change a stored one. */
  readonly isWeakHint?: (before: VmView, after: VmView) => boolean;
  /** Whether another default on UPDATE applies only if the client claims a field of the row. */
  readonly requiresClaim?: (vm: VmView) => boolean;
  /** The field is an item of a list, and restored at its index there. */
  readonly isListItem?: true;
  /** An object that is empty without the field is removed with it. */
  readonly removeEmptyParent?: true;
  /** A guest is installed with the value: an existing VM that is adopted, cloned or restored does not get it. */
  readonly installed?: InstalledDefault;
}

/** A default that must not change once a guest is installed with it. */
interface InstalledDefault {
  /** What it is, in a warning's words. */
  readonly name: string;
  /** A preference decides: nothing is set beside one. One that is added or removed later changes nothing. */
  readonly leftToPreference?: true;
}

/** Longer than any key of an item with a name that Kubernetes allows, which has at most 253 characters. */
const longestKey = 300;

/**
 * The fields of a row in a VM that can be set. Without items that share a name, which KubeVirt denies: nobody could say which
 * of them a record means. And without items whose names no Kubernetes allows: their keys would be megabytes, which every
 * row would put together and hash.
 */
export function fieldsOf(row: Default, vm: VmView): readonly DefaultField[] {
  const fields = row.fields(vm).filter(({ key, field }) => key.length <= longestKey && field.canBeSet);
  // Most rows have one field.
  return fields.length < 2 ? fields : withoutDuplicates(fields);
}

/** The same by key. */
export function fieldsByKey(row: Default, vm: VmView): ReadonlyMap<string, DefaultField> {
  return new Map(fieldsOf(row, vm).map((field) => [field.key, field]));
}

function withoutDuplicates(fields: readonly DefaultField[]): readonly DefaultField[] {
  const counts = new Map<string, number>();
  for (const { key } of fields) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts.size === fields.length ? fields : fields.filter(({ key }) => counts.get(key) === 1);
}
