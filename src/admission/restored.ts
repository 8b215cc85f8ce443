import { removeIn, setIn } from "../field/edit.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import type { VmView } from "../vm/view.ts";
import type { Finding } from "../field/error.ts";
import { validate } from "./validate.ts";
import { addedViolations, isComparedByValue, placeOf, type IsNoExcuse } from "./ratchet.ts";
import type { Scope } from "./scope.ts";

/*
 * A snapshot may be older than what the platform allows today, or somebody may have edited its content. A restore in
 * place must go through all the same, but what it brings back is no excuse for the updates after it. Those are judged
 * without a memory of the restore, so the machine carries it: an annotation on `M` that lists the places (rule and
 * path, JSON) in which the restored machine broke a rule that the one before did not break there. An entry goes when
 * its place is repaired. It is worked out anew from the stored object at each update, so nobody can write or drop it.
 */
const record = "vm.cpln.io/restored";

/** A record longer than this, in characters, names rules alone, and so all places of each. */
const longestRecord = 16 * 1024;

/** Tells which violations of a stored VirtualMachine a restore brought back. */
export function broughtBackTo(stored: VmView): IsNoExcuse {
  return listedIn(entriesOf(stored), stored.object.value);
}

/** An updated VirtualMachine under the contract with its record as it must be after this update. */
export function recordRestored(
  object: unknown,
  old: unknown,
  scope: Scope,
  policy: NamespacePolicy,
): unknown {
  const { toView } = scope.resource;
  const entries = entriesOf(toView(old));
  // Of all updates of VirtualMachines only those by which KubeVirt restores are judged for warnings alone.
  const isRestore = scope.warnOnly;
  if (!isRestore && entries.size === 0) return withoutRecord(object, toView(object));
  const found = validate(object, scope, policy).filter(isComparedByValue);
  const before = isRestore ? validate(old, scope, policy) : [];
  const added = addedViolations(found, object, before, old, listedIn(entries, old));
  const isListed = listedIn(entries, object);
  const listed = found.filter((violation) => (isRestore ? added.has(violation) : isListed(violation)));
  return withRecord(object, toView(object), listed);
}

/** A VirtualMachine without a record: one that is created was not restored in place. */
export function withoutRecord(object: unknown, vm: VmView): unknown {
  const field = vm.annotation(record);
  return field.value === undefined ? object : removeIn(object, field.path);
}

function withRecord(object: unknown, vm: VmView, violations: readonly Finding[]): unknown {
  if (violations.length === 0) return withoutRecord(object, vm);
  const fields = violations.map((violation) => placeOf(violation, object));
  const entries = [...new Set(fields)].sort();
  const text = JSON.stringify(entries);
  const rules = [...new Set(violations.map(({ rule }) => rule))].sort();
  const field = vm.annotation(record).path;
  return setIn(object, field, text.length > longestRecord ? JSON.stringify(rules) : text);
}

/** The entries of the record; none in a machine that is not under the contract, whose record anybody may have written. */
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

function listedIn(entries: ReadonlySet<unknown>, object: unknown): IsNoExcuse {
  if (entries.size === 0) return () => false;
  return (violation) =>
    isComparedByValue(violation) && (entries.has(violation.rule) || entries.has(placeOf(violation, object)));
}
