import type { Field } from "../field/field.ts";
import { dataSources } from "../user-data/volume/data-source.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import { VmView } from "../vm/view.ts";
import { deriveSecret, noSecretFinding, noOwnerFinding, unavailableFinding } from "./derived-secret-data.ts";
import type { DerivedSecret } from "./derived-secret.ts";
import type { Guest } from "../platform-parts/part.ts";
import { guestOf } from "./guest.ts";
import { injectVm, type Injection } from "./inject-vm.ts";
import { setFields, userDataFieldNames } from "./volume-source-fields.ts";
import { putNetworkData } from "./put-network-data.ts";
import { addVolume } from "./cloud-init-volume.ts";
import { restoreAccess, userSecretName } from "./stored-user-data.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { InjectionOptions } from "./options.ts";

/** A VMI with today's platform cloud-init, and the Secret that must be written for it. */
export interface VmiInjection extends Injection {
  readonly secret?: DerivedSecret;
}

/**
 * Whether today's platform cloud-init reaches a VMI only through a derived Secret: its user data is in a Secret
 * or does not fit inline together with platform cloud-init, or the policy wants all of it there.
 */
export function needsDerivedSecret(vmi: unknown, options: InjectionOptions): boolean {
  const vm = VmView.ofVmi(vmi);
  const [volume] = vm.cloudInitVolumes;
  if (userSecretName(volume) !== undefined) return true;
  if (options.policy.injection.at === "instance") return hasPlatformPart(guestOf(volume, vm), options);
  return injectInline(vmi, options).findings.some(({ rule }) => rule === "cloud-init-size");
}

/** Whether the platform gives a guest anything. */
export function hasPlatformPart(guest: Guest, { platformValues: values }: InjectionOptions): boolean {
  if ("bad" in values) return false;
  const { parts, networkData } = values.forGuest(guest);
  return parts.length > 0 || networkData !== undefined;
}

/**
 * Updates the platform cloud-init of a VMI inline, from what the VMI itself holds. The response must not contain
 * data the caller did not send; anyone who can reach the port can post a review. What does not fit, or is in a
 * Secret, is reported.
 */
export function injectInline(vmi: unknown, options: InjectionOptions): Injection {
  const { policy } = options;
  const inline = { ...policy, injection: { ...policy.injection, at: "vm", secrets: false } } as const;
  return injectVm(vmi, toView, { ...options, policy: inline, derivedSecrets: false });
}

/**
 * Makes a VMI reference the derived Secret of its VirtualMachine, and returns the Secret, made of the stored
 * VirtualMachine alone. Where that is impossible, the VMI is updated inline as far as that goes, and the
 * reason is reported.
 */
export function injectVmi(vmi: unknown, state: ClusterState, options: InjectionOptions): VmiInjection {
  const shown = VmView.ofVmi(vmi);
  if (state.vm.kind === "notFound") return { object: vmi, findings: [noOwnerFinding(shown)] };
  if (state.vm.kind === "found") {
    const vm = VmView.ofVm(state.vm.object, "spec");
    return isUnderContract(vm) ? injectFrom(vm, vmi, state, options) : { object: vmi, findings: [] };
  }
  if (state.vm.kind === "unavailable") {
    const field = userDataField(shown.cloudInitVolumes[0], shown);
    return { object: vmi, findings: [unavailableFinding(field, { what: theVm, why: state.vm.why })] };
  }
  const reason = `vmgate cannot read ${theVm} (${state.vm.why})`;
  return withoutSecret(vmi, { reason, fix: restoreAccess }, options);
}

const theVm = "the VirtualMachine";

/** A VMI updated inline as far as that goes, and why it gets no derived Secret. */
function withoutSecret(
  vmi: unknown,
  why: { readonly reason: string; readonly fix: string },
  options: InjectionOptions,
): VmiInjection {
  const { object } = injectInline(vmi, options);
  const shown = VmView.ofVmi(vmi);
  const field = userDataField(shown.cloudInitVolumes[0], shown);
  const missing = missingInline(VmView.ofVmi(object), options);
  return { object, findings: [noSecretFinding(field, why, missing, options)] };
}

/** What the guest of a VMI lacks after the inline update; empty where it lacks nothing. */
function missingInline(vm: VmView, { platformValues: values, userData }: InjectionOptions): string {
  const [volume] = vm.cloudInitVolumes;
  const guest = guestOf(volume, vm);
  if ("bad" in values) return "";
  if (volume === undefined) return values.forGuest(guest).missingAltogether;
  const data = userData.read(volume.source);
  const isMerged = "wrapper" in data && data.wrapper !== undefined;
  return isMerged ? "" : values.forGuest(guest).missingFromUserData;
}

function injectFrom(vm: VmView, vmi: unknown, state: ClusterState, options: InjectionOptions): VmiInjection {
  const shown = VmView.ofVmi(vmi);
  const [stored] = vm.cloudInitVolumes;
  const [volume] = shown.cloudInitVolumes;
  const field = userDataField(volume, shown);
  if (!isSameVolume(volume, stored)) {
    const reason = "the VM's cloud-init volume was changed during the start";
    return withoutSecret(vmi, { reason, fix: "start the VM again" }, options);
  }
  const derived = deriveSecret({ vm, userSecret: state.userSecret, options, field });
  if (derived.kind === "untouched") return injectInline(vmi, options);
  if (derived.kind === "refused") return { object: vmi, findings: [derived.finding] };
  if (derived.kind === "impossible") return withoutSecret(vmi, derived, options);
  const { secret, guest, findings } = derived;
  const failure = state.secretWriteFailure;
  if (failure?.kind === "unavailable") {
    const what = "the derived Secret";
    return { object: vmi, findings: [unavailableFinding(field, { what, why: failure.why }, "write")] };
  }
  if (failure !== undefined) {
    const reason = `vmgate cannot write the derived Secret (${failure.why})`;
    const fix = "remove the cause or ask your administrator, then start the VM again";
    return withoutSecret(vmi, { reason, fix }, options);
  }
  return { object: nameSecret(vmi, volume, { secret, guest }), findings, secret };
}

function toView(object: unknown): VmView {
  return VmView.ofVmi(object);
}

/** The field with the user data of a VMI, for messages. */
function userDataField(volume: CloudInitVolume | undefined, vm: VmView): Field {
  if (volume === undefined) return vm.instanceSpec.at("volumes");
  const [data] = dataSources(volume.source, "userData");
  return data?.field ?? volume.source;
}

/** The VM may have changed since KubeVirt created the VMI from it. */
function isSameVolume(a: CloudInitVolume | undefined, b: CloudInitVolume | undefined): boolean {
  return a?.kind === b?.kind && a?.volume.at("name").value === b?.volume.at("name").value;
}

interface SecretReference {
  readonly secret: DerivedSecret;
  readonly guest: Guest;
}

function nameSecret(
  vmi: unknown,
  volume: CloudInitVolume | undefined,
  { secret, guest }: SecretReference,
): unknown {
  const reference = { name: secret.name };
  const userData = Object.hasOwn(secret.data, "userdata") ? { secretRef: reference } : {};
  const networkData = Object.hasOwn(secret.data, "networkdata") ? { networkDataSecretRef: reference } : {};
  if (volume === undefined) {
    const source = { ...userData, ...networkData };
    return addVolume(VmView.ofVmi(vmi), guest, source);
  }
  const withUserData = setFields(vmi, volume.source, userDataFieldNames, userData);
  // The VMI was admitted before, and is being reinvoked.
  const isNamed = volume.source.at("networkDataSecretRef", "name").value === secret.name;
  return isNamed ? withUserData : putNetworkData(withUserData, volume.source, networkData);
}
