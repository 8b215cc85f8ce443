import { injectVm } from "../injection/inject-vm.ts";
import type { InjectionOptions } from "../injection/options.ts";
import { withoutOwnVolume } from "../injection/cloud-init-volume.ts";
import { injectVmUpdate } from "../injection/inject-vm-update.ts";
import { carryRecord } from "../defaults/carried-record.ts";
import { claimsOf } from "../defaults/claims.ts";
import { createDefaults } from "../defaults/create.ts";
import { defaults } from "../defaults/index.ts";
import type { UpdatedBy } from "../defaults/next-value.ts";
import { readRecord, setRecord, withStoredRecord } from "../defaults/record.ts";
import { restoreDefaults, restoreIdentity } from "../defaults/restore.ts";
import { updateDefaults } from "../defaults/update.ts";
import { adoptionWarnings, keptWarnings } from "../defaults/warnings.ts";
import type { Finding } from "../field/error.ts";
import { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import {
  isUnderContract,
  isStopped,
  requestsAdoption,
  setContractAnnotation,
} from "../vm/contract-annotation.ts";
import type { ToView, VmView } from "../vm/view.ts";
import type { AdmissionRequest } from "./admission-review.ts";
import { isByKubeVirt, isByKubeVirtController, isPoolVm } from "./kubevirt-accounts.ts";
import type { Mutation } from "./mutate.ts";
import { ratchet } from "./ratchet.ts";
import { isDiskStateFrozen, isRestoring, withDiskStateUntouched } from "./snapshot-freeze.ts";

/** What the mutation of a VirtualMachine needs beside the request. */
export interface MutateContext {
  readonly toView: ToView;
  readonly policy: NamespacePolicy;
  readonly options: InjectionOptions;
}

/** A created VirtualMachine with its defaults, their record, the contract annotation and platform cloud-init. */
export function mutateCreate(request: AdmissionRequest, context: MutateContext): Mutation {
  const { toView, policy, options } = context;
  const isByKubeVirt = isByKubeVirtController(request, policy);
  // A cloned or restored VM has an installed guest; the VM of a pool is new.
  const rows = isByKubeVirt && !isPoolVm(request.object) ? forInstalledGuest : defaults;
  const created = { object: request.object, vm: nameOf(request), isByKubeVirt };
  const object = setContractAnnotation(createDefaults(created, toView, policy, rows), toView);
  return injectVm(object, toView, options);
}

/** The rows that change nothing which an installed guest depends on. */
const forInstalledGuest = defaults.filter(({ installed }) => installed === undefined);

/** An updated VirtualMachine: kept under the contract, adopted, or as it was sent. */
export function mutateUpdate(request: AdmissionRequest, context: MutateContext): Mutation {
  const { object, oldObject } = request;
  const { toView } = context;
  const [vm, stored] = [toView(object), toView(oldObject)];
  if (!isUnderContract(stored)) {
    const isStoppedThroughout = isStopped(vm) && isStopped(stored) && !isDiskStateFrozen(oldObject);
    return isStoppedThroughout && isToBeAdopted(vm, context.policy)
      ? adopt(request, context)
      : { object, findings: [] };
  }
  const mutated =
    isRestoring(oldObject) && isByKubeVirtController(request, context.policy)
      ? { object: setContractAnnotation(carryRecord(object, oldObject, toView), toView), findings: [] }
      : updateUnderContract(request, context);
  return isDiskStateFrozen(oldObject)
    ? { object: withDiskStateUntouched(mutated.object, object, oldObject), findings: [] }
    : mutated;
}

function isToBeAdopted(vm: VmView, policy: NamespacePolicy): boolean {
  return policy.adopt === "stopped" || (policy.adopt === "asked" && requestsAdoption(vm));
}

/** An older VM that comes under the contract with the guest that is installed in it. */
function adopt(request: AdmissionRequest, { toView, policy, options }: MutateContext): Mutation {
  const created = { object: request.object, vm: nameOf(request), isByKubeVirt: false };
  const object = setContractAnnotation(createDefaults(created, toView, policy, forInstalledGuest), toView);
  const injected = injectVm(object, toView, options);
  return { ...injected, findings: [...adoptionWarnings(toView(object), policy), ...injected.findings] };
}

function updateUnderContract(request: AdmissionRequest, context: MutateContext): Mutation {
  const { oldObject } = request;
  const { toView, options } = context;
  const stored = toView(oldObject);
  // Defaults are the same before and after injection: they don't see the volume that vmgate adds.
  const bare = {
    object: withoutOwnVolume(toView(request.object), stored, options.userData),
    oldObject: withoutOwnVolume(stored, stored, options.userData),
  };
  const { object, findings } = withDefaults({ ...request, ...bare }, context);
  const identified = setContractAnnotation(restoreIdentity(object, oldObject, toView), toView);
  const injected = injectVmUpdate(identified, oldObject, toView, options);
  return {
    ...injected,
    object: withStoredRecord(injected.object, oldObject, toView),
    findings: [...findings, ...ratchetInjection(injected, oldObject, context).findings],
  };
}

/** With the defaults of contract §5: by the record of the old object, or only restored where there is none. */
function withDefaults(request: AdmissionRequest, { toView, policy }: MutateContext): Mutation {
  const { object, oldObject } = request;
  const record = readRecord(toView(oldObject));
  if (record === undefined) {
    const restored = restoreDefaults(object, oldObject, toView);
    return { object: setRecord(restored, undefined, toView), findings: [] };
  }
  const by = updatedBy(request, policy);
  const claims = claimsOf({ object, oldObject, fieldManager: request.fieldManager ?? "" });
  const update = { object, oldObject, record, claims, by };
  const updated = updateDefaults(update, toView, policy);
  const findings = by === "user" ? keptWarnings(toView(oldObject), toView(updated.object), updated.kept) : [];
  return { object: setRecord(updated.object, updated.record, toView), findings };
}

function updatedBy(request: AdmissionRequest, policy: NamespacePolicy): UpdatedBy {
  if (!isByKubeVirt(request, policy)) return "user";
  return isPoolVm(request.oldObject) ? "pool" : "kubevirt";
}

/** If injection already failed for the stored object, a new failure only warns. */
function ratchetInjection(injected: Mutation, old: unknown, { toView, options }: MutateContext): Mutation {
  const { object, findings } = injected;
  if (!findings.some(({ action }) => action === "enforce")) return injected;
  const before = injectVm(old, toView, options).findings;
  return { ...injected, findings: ratchet<Finding>(findings, object, before, old) };
}

function nameOf({ namespace, name, object }: AdmissionRequest): string {
  const metadata = Field.root(object).at("metadata");
  return `${namespace}/${name || (metadata.at("name").string ?? metadata.at("generateName").string ?? "")}`;
}
