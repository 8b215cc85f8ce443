import { isEqual } from "../field/json.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import type { ToView } from "../vm/view.ts";
import { applyRows, type WithDefaults } from "./apply.ts";
import { carriedFields } from "./carried-record.ts";
import type { Default } from "./default.ts";
import { hashOf, readRecord, setRecord } from "./record.ts";
import { removeDefaults } from "./remove.ts";

/** A VM that is created. */
export interface CreatedVm {
  readonly object: unknown;
  /** Its namespace and name, `namespace/name`. */
  readonly vm: string;
  /** KubeVirt's controller creates it, for a clone, a restore or a pool: the record that it sends counts. */
  readonly isByKubeVirt: boolean;
}

/**
 * A created VM with its defaults and a new record of them. What a manifest states is its owner's, also where it is
 * copied from a live VM with its record; only what vmgate itself made of this very VM keeps the record, so that
 * mutating twice is mutating once.
 */
export function createDefaults(
  { object, vm, isByKubeVirt }: CreatedVm,
  toView: ToView,
  policy: NamespacePolicy,
  rows: readonly Default[],
): unknown {
  const sent = readRecord(toView(object));
  // A complete VM that says itself that it is under the contract is stored as it was sent.
  const needsNone = sent === undefined && isUnderContract(toView(object));
  const record = ({ object: result, fields }: WithDefaults): unknown =>
    setRecord(result, needsNone && fields.size === 0 ? undefined : { vm, fields }, toView);
  const applied = applyRows(object, toView, policy, rows);
  if (sent === undefined) return record(applied);
  if (isByKubeVirt) {
    const carried = carriedFields(object, sent.fields, toView);
    return record({ ...applied, fields: new Map([...carried, ...applied.fields]) });
  }
  const rest = removeDefaults(
    object,
    toView,
    ({ key, field }) => sent.fields.get(key) === hashOf(field.value),
  );
  const again = applyRows(rest.object, toView, policy, rows, rest.removed);
  return record(sent.vm === vm && isEqual(again.object, object) ? { ...again, object } : applied);
}
