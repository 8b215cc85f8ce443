import { setIn } from "../field/edit.ts";
import type { Field } from "../field/field.ts";
import type { CloudInitKind, CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { injectVm, type Injection, networkDataFields } from "./inject-vm.ts";
import { fieldsOf, type SourceFields, setFields, userDataFieldNames } from "./volume-source-fields.ts";
import { isOurNetworkData, networkDataFieldNames, putNetworkData } from "./put-network-data.ts";
import { hasOwnVolume, isOwnVolume } from "./cloud-init-volume.ts";
import type { InjectionOptions } from "./options.ts";
import { isSameData } from "../user-data/volume/read-volume.ts";

/**
 * Injects into an updated VirtualMachine (contract §5). Where the user's data is unchanged, in the same field, the
 * stored bytes are restored, whatever today's platform values are, so that a re-applied manifest changes
 * nothing; where it changed, it is injected anew.
 */
export function injectVmUpdate(
  object: unknown,
  stored: unknown,
  toView: ToView,
  options: InjectionOptions,
): Injection {
  const { userData } = options;
  const [vm, storedVm] = [toView(object), toView(stored)];
  const volumes = vm.cloudInitVolumes;
  const [now] = volumes;
  const [before] = storedVm.cloudInitVolumes;
  const isSameGuest = vm.guestOs === storedVm.guestOs;
  if (now === undefined) {
    if (before === undefined) return { object, findings: [] };
    return isOwnVolume(before, userData) && isSameGuest
      ? { object: restoreVolume(vm, storedVm, before), findings: [] }
      : injectVm(object, toView, options);
  }
  const isKept =
    before !== undefined &&
    // vmgate's volume is not restored next to a user's: it would have to be removed again.
    (volumes.length === 1 || !hasOwnVolume([before, ...volumes], userData)) &&
    isSameGuest &&
    now.kind === before.kind &&
    now.volume.at("name").value === before.volume.at("name").value &&
    isSameData(userData.read(now.source), userData.read(before.source));
  return isKept ? restoreSource(object, now, before, { vm, options }) : injectVm(object, toView, options);
}

/** The volume's user data and network data as stored. */
function restoreSource(
  object: unknown,
  now: CloudInitVolume,
  before: CloudInitVolume,
  { vm, options }: { readonly vm: VmView; readonly options: InjectionOptions },
): Injection {
  const userData = fieldsOf(before.source, userDataFieldNames);
  const withUserData = setFields(object, now.source, userDataFieldNames, userData);
  const stored = fieldsOf(before.source, networkDataFieldNames);
  // Network data of the user's, now or before, is a change of theirs: today's values apply.
  const isOurs = isOurNetworkData(before.source);
  const isUnchanged = isOurs && (isOurNetworkData(now.source) || Object.keys(stored).length > 0);
  const wanted = isUnchanged ? stored : currentNetworkData(vm, now.kind, options);
  return { object: putNetworkData(withUserData, now.source, wanted), findings: [] };
}

function currentNetworkData(
  vm: VmView,
  kind: CloudInitKind,
  { policy, platformValues: values }: InjectionOptions,
): SourceFields {
  if ("bad" in values || policy.injection.at === "instance") return {};
  return networkDataFields(values, { kind, guestOs: vm.guestOs });
}

/** vmgate's own volume and its disk, at their stored indexes. */
function restoreVolume(vm: VmView, stored: VmView, { volume }: CloudInitVolume): unknown {
  const name = volume.at("name").value;
  const disk = stored.disks.find((entry) => entry.at("name").value === name);
  const volumes = vm.instanceSpec.at("volumes");
  const withVolume = insertAt(vm.object.value, volumes, volume);
  const isDiskThere = vm.disks.some((entry) => entry.at("name").value === name);
  return disk === undefined || isDiskThere ? withVolume : insertAt(withVolume, vm.devices.at("disks"), disk);
}

function insertAt(object: unknown, list: Field, item: Field): unknown {
  const items: readonly unknown[] = list.items().map(({ value }) => value);
  const index = Number(item.path.at(-1));
  return setIn(object, list.path, items.toSpliced(index, 0, item.value));
}
