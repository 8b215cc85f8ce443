import { removeIn, setIn } from "../field/edit.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import type { VmView } from "../vm/view.ts";
import type { Finding } from "../field/error.ts";
import type { ReviewContext } from "./engine.ts";
import { validate } from "./validate.ts";
import { addedViolations, isComparedByValue, violationKey, type IsNotExcused } from "./ratchet.ts";
import type { Scope } from "./scope.ts";

/*
 * A snapshot can be older than the current policy, or somebody may have edited its content. A restore in place must
 * succeed all the same, but a violation that it brings back must not excuse the same violation in later updates.
 * Those are validated against the stored object alone, so the VM carries the record itself: an annotation in the
 * template metadata that lists, as JSON, the violations (rule and field) that the restored VM has and the VM before
 * it did not. An entry is removed once its field is repaired. The list is computed from the stored object on each
 * update, so no user can add to it or shorten it.
 */
const record = "vm.cpln.io/restored";

/** A record longer than this, in characters, lists rules only, and so covers every field of each. */
const longestRecord = 16 * 1024;

/** Whether a restore brought back a violation of a stored VirtualMachine. */
export function broughtBackTo(stored: VmView): IsNotExcused {
  return listedIn(entriesOf(stored), stored.object.value);
}

/** An updated VirtualMachine under the contract, with its record as of this update. */
export function recordRestored(object: unknown, old: unknown, scope: Scope, context: ReviewContext): unknown {
  const { toView } = scope.resource;
  const entries = entriesOf(toView(old));
  // Of the updates of a VirtualMachine, only those by which KubeVirt restores a snapshot warn only.
  const isRestore = scope.warnOnly;
  if (!isRestore && entries.size === 0) return withoutRecord(object, toView(object));
  const found = validate(object, scope, context).filter(isComparedByValue);
  const before = isRestore ? validate(old, scope, context) : [];
  const added = addedViolations(found, object, before, old, listedIn(entries, old));
  const isListed = listedIn(entries, object);
  const listed = found.filter((violation) => (isRestore ? added.has(violation) : isListed(violation)));
  return withRecord(object, toView(object), listed);
}

/** A VirtualMachine without a record: a new VM was not restored in place. */
export function withoutRecord(object: unknown, vm: VmView): unknown {
  const field = vm.annotation(record);
  return field.value === undefined ? object : removeIn(object, field.path);
}

function withRecord(object: unknown, vm: VmView, violations: readonly Finding[]): unknown {
  if (violations.length === 0) return withoutRecord(object, vm);
  const keys = violations.map((violation) => violationKey(violation, object));
  const entries = [...new Set(keys)].sort();
  const text = JSON.stringify(entries);
  const rules = [...new Set(violations.map(({ rule }) => rule))].sort();
  const field = vm.annotation(record).path;
  return setIn(object, field, text.length > longestRecord ? JSON.stringify(rules) : text);
}

/** The entries of the record; none if the VM is not under the contract, since its owner may have written the record. */
function entriesOf(vm: VmView): ReadonlySet<unknown> {
  const text = isUnderContract(vm) ? vm.annotation(record).string : undefined;
  if (text === undefined || text.length > longestRecord) return new Set();
  try {
    const entries: unknown = JSON.parse(text);
    return new Set(Array.isArray(entries) ? entries : []);
  } catch {
    return new Set();
  }
}

function listedIn(entries: ReadonlySet<unknown>, object: unknown): IsNotExcused {
  if (entries.size === 0) return () => false;
  return (violation) =>
    isComparedByValue(violation) &&
    (entries.has(violation.rule) || entries.has(violationKey(violation, object)));
}
