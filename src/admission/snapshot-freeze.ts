import { removeIn, setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import type { Path } from "../field/path.ts";

/**
 * Whether KubeVirt is snapshotting or restoring the stored VirtualMachine: it then refuses any change of
 * volumes and run state, ours too (KUBEVIRT.md §3).
 */
export function isDiskStateFrozen(stored: unknown): boolean {
  return Field.root(stored).has("status", "snapshotInProgress") || isRestoring(stored);
}

/** Whether KubeVirt is bringing back a snapshot of the stored VirtualMachine. */
export function isRestoring(stored: unknown): boolean {
  return Field.root(stored).has("status", "restoreInProgress");
}

const runState = [
  ["spec", "runStrategy"],
  ["spec", "running"],
] as const;

const disks = [
  ["spec", "template", "spec", "volumes"],
  ["spec", "template", "spec", "domain", "devices", "disks"],
] as const;

/**
 * The mutated object without any change of vmgate's to its run state, or to its volumes and disks: each as it is
 * stored, where that is what the update comes to, as with a manifest that is applied again; else as it was sent.
 */
export function withDiskStateUntouched(mutated: unknown, sent: unknown, stored: unknown): unknown {
  return [runState, disks].reduce<unknown>((object, paths) => {
    const isStored = paths.every((path) => isEqual(at(mutated, path), at(stored, path)));
    return isStored
      ? object
      : paths.reduce((result, path) => withValue(result, path, at(sent, path)), object);
  }, mutated);
}

function withValue(object: unknown, path: Path, value: unknown): unknown {
  if (at(object, path) === value) return object;
  return value === undefined ? removeIn(object, path) : setIn(object, path, value);
}

function at(object: unknown, path: Path): unknown {
  return Field.root(object).at(...path).value;
}
