import { removeIn, setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";

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

const diskState = [
  ["spec", "runStrategy"],
  ["spec", "running"],
  ["spec", "template", "spec", "volumes"],
  ["spec", "template", "spec", "domain", "devices", "disks"],
] as const;

/** The mutated object with volumes, disks and run state exactly as they were sent. */
export function withDiskStateAsSent(mutated: unknown, sent: unknown): unknown {
  return diskState.reduce<unknown>((object, path) => {
    const value = Field.root(sent).at(...path).value;
    if (Field.root(object).at(...path).value === value) return object;
    return value === undefined ? removeIn(object, path) : setIn(object, path, value);
  }, mutated);
}
