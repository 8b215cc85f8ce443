import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { encodeBase64 } from "../user-data/base64.ts";
import { gzip } from "../user-data/gzip.ts";
import { inlineLimit } from "../user-data/source.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init.ts";
import { guestOs } from "../vm/guest-os.ts";
import type { ReadVm, VmView } from "../vm/view.ts";
import { type Guest, type GuestValues, guestValues } from "./guest-values.ts";
import { putMembers, type Members } from "./members.ts";
import { isUpToDate, merge } from "./merge.ts";
import { putNetworkData } from "./network.ts";
import { platformNetworkData } from "./network-data.ts";
import { addVolume, hasOwnVolume, newKind, removeOwnVolumes } from "./new-volume.ts";
import {
  type Injecting,
  type Told,
  tellBadPolicy,
  tellEdited,
  tellImpossible,
  tellNetworkSize,
  tellSecret,
  tellSize,
} from "./told.ts";
import { originalMember, readVolumeData, type VolumeData } from "../user-data/volume-data.ts";

/** The members of a cloud-init volume in which user data stand inline. */
const inlineMembers = ["userData", "userDataBase64"] as const;

/** A machine with the platform's cloud-init in it, and what its owner is to be told. */
export interface Injected {
  readonly object: unknown;
  readonly told: readonly Told[];
}

/**
 * Injects the platform's cloud-init into a VirtualMachine (contract §4): into its first cloud-init volume
 * of either kind, or into a new one. Pure and idempotent byte for byte; shares with its input what it does
 * not change. Objects of any shape are taken; what can't be injected comes back as it was.
 */
export function inject(object: unknown, readVm: ReadVm, injecting: Injecting): Injected {
  const [first, ...others] = cloudInitVolumes(readVm(object));
  // Someone added a volume of their own beside ours, as a client does that sends back what it read.
  if (first !== undefined && others.length > 0 && hasOwnVolume([first, ...others])) {
    const rest = removeOwnVolumes(readVm(object));
    if (cloudInitVolumes(readVm(rest)).length > 0) return inject(rest, readVm, injecting);
  }
  const vm = readVm(object);
  if (injecting.policy.injection.at === "instance") {
    return { object: first === undefined ? object : putOriginal(object, first), told: [] };
  }
  const values = guestValues(injecting.policy.platform, injecting.namespace);
  if ("bad" in values) {
    return { object, told: [tellBadPolicy(vm.template.at("volumes"), values.bad, injecting)] };
  }
  return first === undefined
    ? injectNew(vm, values, injecting)
    : injectInto(object, first, { kind: first.kind, guestOs: guestOs(vm) }, { values, injecting });
}

function injectNew(vm: VmView, values: GuestValues, injecting: Injecting): Injected {
  const guest: Guest = { kind: newKind(vm), guestOs: guestOs(vm) };
  const merged = merge("none", values, guest);
  const object = vm.object.value;
  if (merged.kind !== "merged" || !isObject(vm.template.value)) return { object, told: [] };
  const packed = gzip(merged.content);
  if (packed.length > inlineLimit) {
    const place = vm.template.at("volumes");
    return { object, told: [tellSize(place, { user: "none", packed: packed.length }, injecting)] };
  }
  const source = { ...networkMember(values, guest), userDataBase64: encodeBase64(packed) };
  const told = tellLongNetwork(vm.template.at("volumes"), values, guest, injecting);
  return { object: addVolume(vm, guest, source), told };
}

interface With {
  readonly values: GuestValues;
  readonly injecting: Injecting;
}

function injectInto(object: unknown, volume: CloudInitVolume, guest: Guest, using: With): Injected {
  const data = readVolumeData(volume.source);
  // KubeVirt itself refuses what is unreadable.
  if (data.kind === "unreadable") return { object, told: [] };
  if (data.kind === "edited") return { object, told: tellEdited(volume.source, using.injecting) };
  const { values, injecting } = using;
  const withUserData = putUserData(object, volume, guest, { data, ...using });
  const wanted = networkMember(values, guest);
  const network = putNetworkData(withUserData.object, volume.source, wanted, injecting);
  const told = [
    ...withUserData.told,
    ...network.told,
    ...tellLongNetwork(volume.source, values, guest, injecting),
  ];
  return { object: network.object, told };
}

/** The platform's network data of today, as members of a volume; none where it gives the guest none. */
export function networkMember(values: GuestValues, guest: Guest): Members {
  const networkData = platformNetworkData(values, guest);
  // KubeVirt would refuse the VM for data that are not its owner's.
  return networkData === undefined || networkData.length > inlineLimit ? {} : { networkData };
}

/** Many long search domains can make the platform's own network data too long. */
function tellLongNetwork(place: Field, values: GuestValues, guest: Guest, injecting: Injecting): Told[] {
  const length = platformNetworkData(values, guest)?.length ?? 0;
  return length > inlineLimit ? [tellNetworkSize(place, length, injecting)] : [];
}

function putUserData(
  object: unknown,
  volume: CloudInitVolume,
  guest: Guest,
  {
    data,
    values,
    injecting,
  }: With & { readonly data: Exclude<VolumeData, { kind: "unreadable" | "edited" }> },
): Injected {
  const { source } = volume;
  if (data.kind === "secret") {
    const told = tellSecret(source.at("secretRef"), injecting);
    return { object, told: told === undefined ? [] : [told] };
  }
  const user = data.kind === "inline" ? data.user : data.isOwn ? "none" : "empty";
  const merged = merge(user, values, guest);
  if (merged.kind === "nothing") return { object: putOriginal(object, volume, data), told: [] };
  const place = typeof user === "string" ? source : source.at(memberOf(user.source));
  if (merged.kind === "impossible") {
    const told = [tellImpossible(place, merged.why, injecting)];
    return { object: putOriginal(object, volume, data), told };
  }
  // The stored bytes stay where only the compression would differ: a new library changes no object.
  if (isUpToDate(merged.content, data.wrapper)) return { object, told: [] };
  const packed = gzip(merged.content);
  if (packed.length > inlineLimit) {
    const told = [tellSize(place, { user, packed: packed.length }, injecting)];
    return { object: putOriginal(object, volume, data), told };
  }
  return { object: putMember(object, volume, ["userDataBase64", encodeBase64(packed)]), told: [] };
}

function memberOf(source: string): string {
  return source === "userData" ? source : "userDataBase64";
}

/** The volume with the user's data as they were written; one that holds nothing of the user's stays. */
function putOriginal(
  object: unknown,
  volume: CloudInitVolume,
  data: VolumeData = readVolumeData(volume.source),
): unknown {
  if (data.kind !== "inline" || data.wrapper === undefined) return object;
  return putMember(object, volume, originalMember(data.user));
}

function putMember(
  object: unknown,
  { source }: CloudInitVolume,
  [name, text]: readonly [string, string],
): unknown {
  return putMembers(object, source, inlineMembers, { [name]: text });
}
