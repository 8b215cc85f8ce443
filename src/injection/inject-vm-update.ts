import { setIn } from "../field/edit.ts";
import { isEqual } from "../field/json.ts";
import type { Field } from "../field/field.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { ToView, VmView } from "../vm/view.ts";
import { injectVm, type Injection } from "./inject-vm.ts";
import { fieldsOf, setFields, userDataFieldNames } from "./volume-source-fields.ts";
import { isOurNetworkData, networkDataFieldNames, putNetworkData } from "./put-network-data.ts";
import { isOwnVolume, newKind, withoutOwnVolume } from "./cloud-init-volume.ts";
import type { InjectionOptions } from "./options.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
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
  const storedVm = toView(stored);
  const injected = injectWithout(
    toView(withoutOwnVolume(toView(object), storedVm, options.userData)),
    storedVm,
    toView,
    options,
  );
  return isEqual(injected.object, object) ? { ...injected, object } : injected;
}

/** Injects into an updated VM that is without the volume which vmgate had added to the stored one. */
function injectWithout(vm: VmView, stored: VmView, toView: ToView, options: InjectionOptions): Injection {
  const object = vm.object.value;
  const [now] = vm.cloudInitVolumes;
  const [before] = stored.cloudInitVolumes;
  if (before === undefined)
    return now === undefined ? { object, findings: [] } : injectVm(object, toView, options);
  const isOwn = isOwnVolume(before, options.userData);
  const isSameGuest = vm.guestOs === stored.guestOs;
  if (now === undefined) {
    // The user's access credentials may need the other kind of volume by now.
    return isOwn && isSameGuest && newKind(vm) === newKind(stored)
      ? { object: restoreVolume(vm, stored, before), findings: [] }
      : injectVm(object, toView, options);
  }
  // Network data of the user's, now or before, is a change of theirs: today's values apply.
  const isSameOwner = isOurNetworkData(now.source) === isOurNetworkData(before.source);
  return !isOwn && isSameGuest && isSameOwner && isSameVolume(now, before, options.userData)
    ? restoreSource(object, now, before)
    : injectVm(object, toView, options);
}

function isSameVolume(now: CloudInitVolume, before: CloudInitVolume, userData: UserDataCache): boolean {
  return (
    now.kind === before.kind &&
    now.volume.at("name").value === before.volume.at("name").value &&
    isSameData(userData.read(now.source), userData.read(before.source))
  );
}

/** The volume's user data and network data as stored. */
function restoreSource(object: unknown, now: CloudInitVolume, before: CloudInitVolume): Injection {
  const userData = fieldsOf(before.source, userDataFieldNames);
  const withUserData = setFields(object, now.source, userDataFieldNames, userData);
  const networkData = fieldsOf(before.source, networkDataFieldNames);
  return { object: putNetworkData(withUserData, now.source, networkData), findings: [] };
}

/** vmgate's own volume and its disk, at their stored indexes. */
function restoreVolume(vm: VmView, stored: VmView, { volume }: CloudInitVolume): unknown {
  const name = volume.at("name").value;
  const disk = stored.disks.find((entry) => entry.at("name").value === name);
  const withVolume = insertAt(vm.object.value, vm.instanceSpec.at("volumes"), volume);
  const isDiskThere = vm.disks.some((entry) => entry.at("name").value === name);
  return disk === undefined || isDiskThere ? withVolume : insertAt(withVolume, vm.devices.at("disks"), disk);
}

/** The object with an item in a list, at its own index; the object itself where there is no list but something else. */
function insertAt(object: unknown, list: Field, item: Field): unknown {
  if (list.isSet && !Array.isArray(list.value)) return object;
  const items: readonly unknown[] = list.items().map(({ value }) => value);
  const index = Number(item.path.at(-1));
  return setIn(object, list.path, items.toSpliced(index, 0, item.value));
}
