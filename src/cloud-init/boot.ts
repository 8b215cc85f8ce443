import type { Field } from "../field/field.ts";
import { dataSources } from "../user-data/source.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init.ts";
import { isMarked } from "../vm/mark.ts";
import { VmView } from "../vm/view.ts";
import { derive, guestOf, tellNoSecret, tellNoVm } from "./derive.ts";
import type { DerivedSecret } from "./derived-secret.ts";
import { type Guest, guestValues } from "./guest-values.ts";
import { inject, type Injected } from "./inject.ts";
import { putMembers, userDataMembers } from "./members.ts";
import { platformNetworkData } from "./network-data.ts";
import { putNetworkData } from "./network.ts";
import { addVolume } from "./new-volume.ts";
import { platformParts } from "./platform-parts.ts";
import { type Read, userSecretName } from "./stored-user-data.ts";
import type { Injecting } from "./told.ts";

/** What was read for the start of an instance. None of it comes from the request (contract §4). */
export interface Boot {
  /** The VirtualMachine that owns the instance, as it is stored; missing also where it has another uid. */
  readonly vm: Read;
  /** The Secret that the stored VirtualMachine names for its user data; undefined where it names none. */
  readonly userSecret?: Read | undefined;
  /** Why the derived Secret could not be written; undefined before that was tried. */
  readonly unwritten?: string;
}

/** An instance with today's platform part, and the Secret that must be written for it. */
export interface BootInjected extends Injected {
  readonly secret?: DerivedSecret;
}

/**
 * Whether today's platform part reaches an instance only through a derived Secret: its user data are in a
 * Secret, do not fit inline together with the platform's part, or the policy wants all of it there.
 */
export function needsDerivedSecret(instance: unknown, injecting: Injecting): boolean {
  const vm = VmView.ofInstance(instance);
  const [volume] = cloudInitVolumes(vm);
  if (userSecretName(volume) !== undefined) return true;
  if (injecting.policy.injection.at === "instance") return hasPlatformPart(guestOf(volume, vm), injecting);
  return injectInline(instance, injecting).told.some(({ rule }) => rule === "cloud-init-size");
}

function hasPlatformPart(guest: Guest, { policy, namespace }: Injecting): boolean {
  const values = guestValues(policy.platform, namespace);
  if ("bad" in values) return false;
  return platformParts(values, guest).length > 0 || platformNetworkData(values, guest) !== undefined;
}

/**
 * Brings an instance up to date inline, from what it carries itself: an answer made of anything else would
 * show it to whoever can send a review. What does not fit, or lies in a Secret, is told.
 */
export function injectInline(instance: unknown, injecting: Injecting): Injected {
  const { policy } = injecting;
  const inline = { ...policy, injection: { ...policy.injection, at: "vm", secrets: false } } as const;
  return inject(instance, readInstance, { ...injecting, policy: inline, mergesAtStart: false });
}

/**
 * Makes an instance name the derived Secret of its VirtualMachine, and gives the Secret, made of the stored
 * VirtualMachine alone. Where that can't be done, the instance is brought up to date as far as it can be,
 * and the reason is told.
 */
export function injectBoot(instance: unknown, boot: Boot, injecting: Injecting): BootInjected {
  const shown = VmView.ofInstance(instance);
  if (boot.vm.kind === "missing") return { object: instance, told: [tellNoVm(shown)] };
  if (boot.vm.kind === "found") {
    const vm = VmView.ofMachine(boot.vm.object, "spec");
    return isMarked(vm) ? injectFrom(vm, instance, boot, injecting) : { object: instance, told: [] };
  }
  const [volume] = cloudInitVolumes(shown);
  const found = `the VM can't be read: ${boot.vm.why}`;
  const told = [
    tellNoSecret(placeOf(volume, shown), found, "start the VM again once that is put right", injecting),
  ];
  return { object: injectInline(instance, injecting).object, told };
}

function injectFrom(vm: VmView, instance: unknown, boot: Boot, injecting: Injecting): BootInjected {
  const shown = VmView.ofInstance(instance);
  const [stored] = cloudInitVolumes(vm);
  const [volume] = cloudInitVolumes(shown);
  const place = placeOf(volume, shown);
  const without = (found: string, fix: string): BootInjected => ({
    object: injectInline(instance, injecting).object,
    told: [tellNoSecret(place, found, fix, injecting)],
  });
  if (!isSameVolume(volume, stored)) {
    return without("a cloud-init volume that is not the stored VM's", "start the VM again");
  }
  const derived = derive({ vm, userSecret: boot.userSecret, injecting, place });
  if (derived.kind === "untouched") return injectInline(instance, injecting);
  if (derived.kind === "impossible") {
    return { object: injectInline(instance, injecting).object, told: [derived.told] };
  }
  const { secret, guest, told } = derived;
  if (boot.unwritten !== undefined) {
    return without(
      `Secret "${secret.name}" can't be written: ${boot.unwritten}`,
      "put that right and start the VM again",
    );
  }
  const named = nameSecret(instance, volume, { secret, guest }, injecting);
  return { object: named.object, told: [...told, ...named.told], secret };
}

function readInstance(object: unknown): VmView {
  return VmView.ofInstance(object);
}

/** Where the user data of an instance stand, for messages. */
function placeOf(volume: CloudInitVolume | undefined, vm: VmView): Field {
  if (volume === undefined) return vm.template.at("volumes");
  const [data] = dataSources(volume.source, "userData");
  return data?.field ?? volume.source;
}

/** The VM may have been changed since KubeVirt took its instance from it. */
function isSameVolume(a: CloudInitVolume | undefined, b: CloudInitVolume | undefined): boolean {
  return a?.kind === b?.kind && a?.volume.at("name").value === b?.volume.at("name").value;
}

interface Naming {
  readonly secret: DerivedSecret;
  readonly guest: Guest;
}

function nameSecret(
  instance: unknown,
  volume: CloudInitVolume | undefined,
  { secret, guest }: Naming,
  injecting: Injecting,
): Injected {
  const reference = { name: secret.name };
  const userData = Object.hasOwn(secret.data, "userdata") ? { secretRef: reference } : {};
  const networkData = Object.hasOwn(secret.data, "networkdata") ? { networkDataSecretRef: reference } : {};
  if (volume === undefined) {
    const source = { ...userData, ...networkData };
    return { object: addVolume(VmView.ofInstance(instance), guest, source), told: [] };
  }
  const withUserData = putMembers(instance, volume.source, userDataMembers, userData);
  // An instance that names it already is asked about once more.
  const isNamed = volume.source.at("networkDataSecretRef", "name").value === secret.name;
  return isNamed
    ? { object: withUserData, told: [] }
    : putNetworkData(withUserData, volume.source, networkData, injecting);
}
