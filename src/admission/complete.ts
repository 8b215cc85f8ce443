import { inject } from "../cloud-init/inject.ts";
import type { DerivedSecret } from "../cloud-init/derived-secret.ts";
import type { Injecting, Told } from "../cloud-init/told.ts";
import { injectUpdate } from "../cloud-init/update.ts";
import { fillDefaults, putBackDefaults } from "../defaults/fill.ts";
import { removeIn, setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { contractMark, isMarked, isStopped, wantsAdoption } from "../vm/mark.ts";
import type { ReadVm } from "../vm/view.ts";
import { completeWorkload } from "../workload/complete.ts";
import { ratchet } from "./ratchet.ts";
import { recordRestored, withoutRecord } from "./restored.ts";
import { completeStart, type Start } from "./start.ts";
import type { Subject } from "./subject.ts";
import type { AdmissionRequest } from "./types.ts";

/** An object as it will be stored, and what injection has to say of it. */
export interface Completed {
  readonly object: unknown;
  readonly told: readonly Told[];
  readonly secret?: DerivedSecret;
}

/** The object with defaults filled in or put back, the platform's parts injected, and marked. */
export function complete(
  request: AdmissionRequest,
  subject: Subject,
  policy: NamespacePolicy,
  start?: Start,
): Completed {
  const { object, oldObject, operation, namespace } = request;
  const { role, readVm } = subject.kind;
  if (role === "workload" && operation === "CREATE") return { object: completeWorkload(object), told: [] };
  if (subject.isInjected === true && start !== undefined) return completeStart(request, policy, start);
  if (role !== "vm" || !readVm(object).template.isSet) return { object, told: [] };
  const filling: Filling = { readVm, policy, injecting: { policy, namespace, mergesAtStart: true } };
  if (operation === "CREATE") return fill(withoutRecord(object, readVm(object)), filling);
  const updated = completeUpdate(object, oldObject, filling);
  const completed = isDiskStateFrozen(oldObject)
    ? { object: asSent(updated.object, object), told: [] }
    : updated;
  if (!isMarked(readVm(oldObject))) return completed;
  return { ...completed, object: recordRestored(completed.object, oldObject, subject, policy) };
}

interface Filling {
  readonly readVm: ReadVm;
  readonly policy: NamespacePolicy;
  readonly injecting: Injecting;
}

function fill(object: unknown, { readVm, policy, injecting }: Filling): Completed {
  return inject(mark(fillDefaults(object, readVm, policy), readVm), readVm, injecting);
}

function completeUpdate(object: unknown, old: unknown, filling: Filling): Completed {
  const { readVm, policy, injecting } = filling;
  const [vm, stored] = [readVm(object), readVm(old)];
  if (isMarked(stored)) {
    const filled = mark(putBackDefaults(object, old, readVm, policy), readVm);
    return ratchetTold(injectUpdate(filled, old, readVm, injecting), old, filling);
  }
  const isAdopted = wantsAdoption(vm) && isStopped(vm) && isStopped(stored);
  return isAdopted ? fill(object, filling) : { object, told: [] };
}

/** What could not be injected before may stay so: it is told, whatever the policy says today. */
function ratchetTold(injected: Completed, old: unknown, { readVm, injecting }: Filling): Completed {
  const { object, told } = injected;
  if (!told.some(({ action }) => action === "enforce")) return injected;
  return { ...injected, told: ratchet(told, object, inject(old, readVm, injecting).told, old) };
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
