import type { Field } from "../field/field.ts";
import { dataSources } from "../user-data/volume/data-source.ts";
import { readVolumeData } from "../user-data/volume/read-volume.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init-volumes.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import { VmView } from "../vm/view.ts";
import { deriveSecret, guestOf, noSecretFinding, noOwnerFinding } from "./derived-secret-data.ts";
import type { DerivedSecret } from "./derived-secret.ts";
import type { Guest } from "../platform-parts/part.ts";
import { missingAltogether, missingFromUserData, platformValues } from "./platform-values.ts";
import { injectVm, type Injection } from "./inject-vm.ts";
import { setFields, userDataFieldNames } from "./volume-source-fields.ts";
import { platformNetworkData } from "./network-data.ts";
import { putNetworkData } from "./put-network-data.ts";
import { addVolume } from "./cloud-init-volume.ts";
import { platformParts } from "./platform-parts.ts";
import { userSecretName } from "./stored-user-data.ts";
import type { ClusterState } from "./cluster-state.ts";
import type { InjectionOptions } from "./options.ts";

/** An instance with today's platform part, and the Secret that must be written for it. */
export interface VmiInjection extends Injection {
  readonly secret?: DerivedSecret;
}

/**
 * Whether today's platform part reaches an instance only through a derived Secret: its user data are in a
 * Secret, do not fit inline together with the platform's part, or the policy wants all of it there.
 */
export function needsDerivedSecret(instance: unknown, options: InjectionOptions): boolean {
  const vm = VmView.ofVmi(instance);
  const [volume] = cloudInitVolumes(vm);
  if (userSecretName(volume) !== undefined) return true;
  if (options.policy.injection.at === "instance") return hasPlatformPart(guestOf(volume, vm), options);
  return injectInline(instance, options).findings.some(({ rule }) => rule === "cloud-init-size");
}

function hasPlatformPart(guest: Guest, { policy, namespace }: InjectionOptions): boolean {
  const values = platformValues(policy.platform, namespace);
  if ("bad" in values) return false;
  return platformParts(values, guest).length > 0 || platformNetworkData(values, guest) !== undefined;
}

/**
 * Brings an instance up to date inline, from what it carries itself: an answer made of anything else would
 * show it to whoever can send a review. What does not fit, or lies in a Secret, is told.
 */
export function injectInline(instance: unknown, options: InjectionOptions): Injection {
  const { policy } = options;
  const inline = { ...policy, injection: { ...policy.injection, at: "vm", secrets: false } } as const;
  return injectVm(instance, toView, { ...options, policy: inline, derivedSecrets: false });
}

/**
 * Makes an instance name the derived Secret of its VirtualMachine, and gives the Secret, made of the stored
 * VirtualMachine alone. Where that can't be done, the instance is brought up to date as far as it can be,
 * and the reason is told.
 */
export function injectVmi(instance: unknown, state: ClusterState, options: InjectionOptions): VmiInjection {
  const shown = VmView.ofVmi(instance);
  if (state.vm.kind === "notFound") return { object: instance, findings: [noOwnerFinding(shown)] };
  if (state.vm.kind === "found") {
    const vm = VmView.ofVm(state.vm.object, "spec");
    return isUnderContract(vm)
      ? injectFrom(vm, instance, state, options)
      : { object: instance, findings: [] };
  }
  const found = `the VM can't be read: ${state.vm.why}`;
  return withoutSecret(instance, { found, fix: "start the VM again once that is put right" }, options);
}

/** An instance brought up to date inline as far as that goes, and why it gets no derived Secret. */
function withoutSecret(
  instance: unknown,
  why: { readonly found: string; readonly fix: string },
  options: InjectionOptions,
): VmiInjection {
  const { object } = injectInline(instance, options);
  const shown = VmView.ofVmi(instance);
  const field = userDataField(cloudInitVolumes(shown)[0], shown);
  const missing = missingInline(VmView.ofVmi(object), options);
  return { object, findings: [noSecretFinding(field, why, missing, options)] };
}

/** What the guest of an instance does without after it was brought up to date inline; empty where it lacks nothing. */
function missingInline(vm: VmView, { policy, namespace }: InjectionOptions): string {
  const [volume] = cloudInitVolumes(vm);
  const guest = guestOf(volume, vm);
  const values = platformValues(policy.platform, namespace);
  if ("bad" in values) return "";
  if (volume === undefined) return missingAltogether(values, guest);
  const data = readVolumeData(volume.source);
  const isMerged = "wrapper" in data && data.wrapper !== undefined;
  return isMerged ? "" : missingFromUserData(values, guest);
}

function injectFrom(
  vm: VmView,
  instance: unknown,
  boot: ClusterState,
  options: InjectionOptions,
): VmiInjection {
  const shown = VmView.ofVmi(instance);
  const [stored] = cloudInitVolumes(vm);
  const [volume] = cloudInitVolumes(shown);
  const field = userDataField(volume, shown);
  if (!isSameVolume(volume, stored)) {
    const found = "a cloud-init volume that is not the stored VM's";
    return withoutSecret(instance, { found, fix: "start the VM again" }, options);
  }
  const derived = deriveSecret({ vm, userSecret: boot.userSecret, options, field });
  if (derived.kind === "untouched") return injectInline(instance, options);
  if (derived.kind === "impossible") return withoutSecret(instance, derived, options);
  const { secret, guest, findings } = derived;
  if (boot.secretWriteError !== undefined) {
    const found = `Secret "${secret.name}" can't be written: ${boot.secretWriteError}`;
    return withoutSecret(instance, { found, fix: "put that right and start the VM again" }, options);
  }
  const named = nameSecret(instance, volume, { secret, guest }, options);
  return { object: named.object, findings: [...findings, ...named.findings], secret };
}

function toView(object: unknown): VmView {
  return VmView.ofVmi(object);
}

/** Where the user data of an instance stand, for messages. */
function userDataField(volume: CloudInitVolume | undefined, vm: VmView): Field {
  if (volume === undefined) return vm.instanceSpec.at("volumes");
  const [data] = dataSources(volume.source, "userData");
  return data?.field ?? volume.source;
}

/** The VM may have been changed since KubeVirt took its instance from it. */
function isSameVolume(a: CloudInitVolume | undefined, b: CloudInitVolume | undefined): boolean {
  return a?.kind === b?.kind && a?.volume.at("name").value === b?.volume.at("name").value;
}

interface SecretReference {
  readonly secret: DerivedSecret;
  readonly guest: Guest;
}

function nameSecret(
  instance: unknown,
  volume: CloudInitVolume | undefined,
  { secret, guest }: SecretReference,
  options: InjectionOptions,
): Injection {
  const reference = { name: secret.name };
  const userData = Object.hasOwn(secret.data, "userdata") ? { secretRef: reference } : {};
  const networkData = Object.hasOwn(secret.data, "networkdata") ? { networkDataSecretRef: reference } : {};
  if (volume === undefined) {
    const source = { ...userData, ...networkData };
    return { object: addVolume(VmView.ofVmi(instance), guest, source), findings: [] };
  }
  const withUserData = setFields(instance, volume.source, userDataFieldNames, userData);
  // An instance that names it already is asked about once more.
  const isNamed = volume.source.at("networkDataSecretRef", "name").value === secret.name;
  return isNamed
    ? { object: withUserData, findings: [] }
    : putNetworkData(withUserData, volume.source, networkData, options);
}
