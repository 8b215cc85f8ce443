import { fillDefaults, putBackDefaults } from "../defaults/fill.ts";
import { removeIn, setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { contractMark, isMarked, isStopped, wantsAdoption } from "../vm/mark.ts";
import type { ReadVm } from "../defaults/fill.ts";
import type { Subject } from "./subject.ts";
import type { AdmissionRequest } from "./types.ts";

/** The object as it will be stored: defaults filled in or put back, the platform's parts injected, marked. */
export function complete(request: AdmissionRequest, subject: Subject, policy: NamespacePolicy): unknown {
  const { object, oldObject, operation } = request;
  const { role, readVm } = subject.kind;
  if (role !== "vm" || !readVm(object).spec.at("template").isSet) return object;
  if (operation === "CREATE") return mark(fillDefaults(object, readVm, policy), readVm);
  const completed = completeUpdate(object, oldObject, readVm, policy);
  return isDiskStateFrozen(oldObject) ? asSent(completed, object) : completed;
}

function completeUpdate(object: unknown, old: unknown, readVm: ReadVm, policy: NamespacePolicy): unknown {
  const [vm, stored] = [readVm(object), readVm(old)];
  if (isMarked(stored)) return mark(putBackDefaults(object, old, readVm, policy), readVm);
  const isAdopted = wantsAdoption(vm) && isStopped(vm) && isStopped(stored);
  return isAdopted ? mark(fillDefaults(object, readVm, policy), readVm) : object;
}

function mark(object: unknown, readVm: ReadVm): unknown {
  const place = readVm(object).annotation(contractMark.name);
  return place.value === contractMark.value ? object : setIn(object, place.path, contractMark.value);
}

/** KubeVirt wants volumes and run state equal while it snapshots or restores (kubevirt.md §3). */
function isDiskStateFrozen(old: unknown): boolean {
  const status = Field.root(old).at("status");
  return status.at("snapshotInProgress").isSet || status.at("restoreInProgress").isSet;
}

const diskState = [
  ["spec", "runStrategy"],
  ["spec", "running"],
  ["spec", "template", "spec", "volumes"],
  ["spec", "template", "spec", "domain", "devices", "disks"],
] as const;

function asSent(completed: unknown, sent: unknown): unknown {
  return diskState.reduce<unknown>((object, path) => {
    const value = Field.root(sent).at(...path).value;
    if (Field.root(object).at(...path).value === value) return object;
    return value === undefined ? removeIn(object, path) : setIn(object, path, value);
  }, completed);
}
