import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { inlineLimit } from "../user-data/volume/data-source.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import type { ToView, VmView } from "../vm/view.ts";
import type { Guest } from "../platform-parts/part.ts";
import { guestOf } from "./guest.ts";
import type { PlatformValues } from "./platform-values.ts";
import { setFields, type SourceFields } from "./volume-source-fields.ts";
import { isUpToDate, merge } from "./merge.ts";
import { aloneIn, isTooLong, type Member, packedMember, packInline } from "./alone.ts";
import { putNetworkData } from "./put-network-data.ts";
import { addVolume, hasOwnVolume, newKind, removeOwnVolumes } from "./cloud-init-volume.ts";
import type { Finding } from "../field/error.ts";
import {
  invalidPlatformFinding,
  modifiedFindings,
  mergeFinding,
  networkSizeFinding,
  secretFindings,
  sizeFinding,
} from "./findings.ts";
import type { InjectionOptions } from "./options.ts";
import type { VolumeData } from "../user-data/volume/read-volume.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { NoData, WrappedData } from "../user-data/wrapper/wrapper.ts";

/** The fields of a cloud-init volume that hold inline user data. */
const inlineFields = ["userData", "userDataBase64"] as const;

/** A VM with platform cloud-init in it, and the findings to report. */
export interface Injection {
  readonly object: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Injects platform cloud-init into a VirtualMachine (contract §4): into its first cloud-init volume of either
 * kind, or into a new one. Pure and idempotent byte for byte; shares with its input what it does not change.
 * Accepts objects of any shape; one that nothing can be injected into is returned as it is.
 */
export function injectVm(object: unknown, toView: ToView, options: InjectionOptions): Injection {
  const [first, ...others] = toView(object).cloudInitVolumes;
  // A client sent back what it had read, with a cloud-init volume of its own beside the one vmgate added.
  if (first !== undefined && others.length > 0 && hasOwnVolume([first, ...others], options.userData)) {
    const rest = removeOwnVolumes(toView(object), options.userData);
    if (toView(rest).cloudInitVolumes.length > 0) return injectVm(rest, toView, options);
  }
  const vm = toView(object);
  const alone = (): unknown =>
    first === undefined ? object : putAlone(object, first, vm.guestOs, options.userData);
  if (options.policy.injection.at === "instance") return { object: alone(), findings: [] };
  const values = options.platformValues;
  if ("bad" in values) {
    return {
      object: alone(),
      findings: [invalidPlatformFinding(vm.instanceSpec.at("volumes"), values.bad, options)],
    };
  }
  return first === undefined
    ? injectNew(vm, values, options)
    : injectInto(object, first, guestOf(first, vm), { values, options });
}

function injectNew(vm: VmView, values: PlatformValues, options: InjectionOptions): Injection {
  const guest: Guest = { kind: newKind(vm), guestOs: vm.guestOs };
  const merged = merge("none", values, guest);
  const object = vm.object.value;
  if (merged.kind !== "merged" || !isObject(vm.instanceSpec.value)) return { object, findings: [] };
  const packed = options.userData.packWrapper(merged.text, "none");
  if (packed.length > inlineLimit) {
    const field = vm.instanceSpec.at("volumes");
    const { missingAltogether: missing } = values.forGuest(guest);
    return {
      object,
      findings: [sizeFinding(field, { user: "none", packed: packed.length, missing }, options)],
    };
  }
  const source = { ...networkDataFields(values, guest), userDataBase64: packed.base64 };
  const findings = longNetworkFindings(vm.instanceSpec.at("volumes"), values, guest, options);
  return { object: addVolume(vm, guest, source), findings };
}

interface InjectionContext {
  readonly values: PlatformValues;
  readonly options: InjectionOptions;
}

function injectInto(
  object: unknown,
  volume: CloudInitVolume,
  guest: Guest,
  context: InjectionContext,
): Injection {
  const data = context.options.userData.read(volume.source);
  // KubeVirt itself denies what is unreadable.
  if (data.kind === "unreadable") return { object, findings: [] };
  if (data.kind === "modified") return { object, findings: modifiedFindings(volume.source, context.options) };
  const { values, options } = context;
  const withUserData = putUserData(object, volume, guest, { data, ...context });
  const wanted = networkDataFields(values, guest);
  const findings = [...withUserData.findings, ...longNetworkFindings(volume.source, values, guest, options)];
  return { object: putNetworkData(withUserData.object, volume.source, wanted), findings };
}

/** Today's platform network data, as fields of a volume; none where the guest gets none. */
function networkDataFields(values: PlatformValues, guest: Guest): SourceFields {
  const { networkData } = values.forGuest(guest);
  // KubeVirt would deny the VM because of data that its owner did not write.
  return networkData === undefined || networkData.length > inlineLimit ? {} : { networkData };
}

/** Many long search domains can make platform network data too long. */
function longNetworkFindings(
  field: Field,
  values: PlatformValues,
  guest: Guest,
  options: InjectionOptions,
): Finding[] {
  const length = values.forGuest(guest).networkData?.length ?? 0;
  return length > inlineLimit ? [networkSizeFinding(field, length, options)] : [];
}

interface Readable extends InjectionContext {
  readonly data: Exclude<VolumeData, { kind: "unreadable" | "modified" }>;
}

function putUserData(object: unknown, volume: CloudInitVolume, guest: Guest, using: Readable): Injection {
  const { data, values, options } = using;
  if (data.kind === "secret") {
    const field = volume.source.at("secretRef");
    return { object, findings: secretFindings(field, values.forGuest(guest).missingFromUserData, options) };
  }
  const user = data.kind === "inline" ? data.user : data.addedByVmgate ? "none" : "empty";
  const merged = merge(user, values, guest);
  if (merged.kind === "merged")
    return putWrapper(object, volume, merged.text, { data, user, values, guest, options });
  const findings =
    merged.kind === "nothing" ? [] : [mergeFinding(fieldOf(volume, user), merged.why, options)];
  return { object: putAlone(object, volume, guest.guestOs, options.userData, data), findings };
}

interface Wrapped extends InjectionContext {
  readonly data: Exclude<Readable["data"], { kind: "secret" }>;
  readonly user: WrappedData | NoData;
  readonly guest: Guest;
}

function putWrapper(object: unknown, volume: CloudInitVolume, text: string, wrapped: Wrapped): Injection {
  const { data, user, values, guest, options } = wrapped;
  // The stored bytes stay where only the compression would differ: a new library version changes no object.
  if (isUpToDate(text, data.wrapper)) return { object, findings: [] };
  const packed =
    data.kind === "inline"
      ? packInline(text, { ...wrapped, volume, data }, options.userData)
      : options.userData.packWrapper(text, user);
  if (packed === undefined) return { object, findings: [] };
  if (packed.length <= inlineLimit)
    return { object: setField(object, volume, packedMember(packed)), findings: [] };
  const alone = putAlone(object, volume, guest.guestOs, options.userData, data);
  // The rule cloud-init-size reports what does not fit alone either.
  const isRefused = alone === object && data.kind === "inline" && isTooLong(volume, data, options.userData);
  const findings = isRefused
    ? []
    : [
        sizeFinding(
          fieldOf(volume, user),
          { user, packed: packed.length, missing: values.forGuest(guest).missingFromUserData },
          options,
        ),
      ];
  return { object: alone, findings };
}

/** The field of the user data, for messages. */
function fieldOf({ source }: CloudInitVolume, user: WrappedData | NoData): Field {
  if (typeof user === "string") return source;
  return source.at(user.source === "userData" ? "userData" : "userDataBase64");
}

/** Says nothing to any guest: KubeVirt denies a volume without data. */
const noUserData: Member = ["userData", "#cloud-config\n"];

/** The volume with the user's data alone; without any, nothing of the platform's stays either. */
function putAlone(
  object: unknown,
  volume: CloudInitVolume,
  os: GuestOs,
  userData: UserDataCache,
  data: VolumeData = userData.read(volume.source),
): unknown {
  const member = memberAlone(volume, data, os, userData);
  return member === undefined ? object : setField(object, volume, member);
}

function memberAlone(
  volume: CloudInitVolume,
  data: VolumeData,
  os: GuestOs,
  userData: UserDataCache,
): Member | undefined {
  if (data.kind === "inline") return aloneIn(volume, data, os, userData);
  return data.kind === "none" && data.wrapper !== undefined ? noUserData : undefined;
}

function setField(object: unknown, { source }: CloudInitVolume, [name, text]: Member): unknown {
  return setFields(object, source, inlineFields, { [name]: text });
}
