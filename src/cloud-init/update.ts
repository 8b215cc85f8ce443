import { setIn } from "../field/edit.ts";
import type { Field } from "../field/field.ts";
import { type CloudInitKind, type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init.ts";
import { guestOs } from "../vm/guest-os.ts";
import type { ReadVm, VmView } from "../vm/view.ts";
import { guestValues } from "./guest-values.ts";
import { inject, type Injected, networkMember } from "./inject.ts";
import { membersOf, type Members, putMembers, userDataMembers } from "./members.ts";
import { isOurNetworkData, networkMembers, putNetworkData } from "./network.ts";
import { hasOwnVolume, isOwnVolume } from "./new-volume.ts";
import type { Injecting } from "./told.ts";
import { isSameData, readVolumeData } from "../user-data/volume-data.ts";

/**
 * Injects into an updated VirtualMachine (contract §5). Where the user's data are what they were, in the
 * field where they were, what is stored goes back byte for byte, whatever today's platform values are, so
 * that a re-applied manifest changes nothing; where they changed, they are injected anew.
 */
export function injectUpdate(
  object: unknown,
  stored: unknown,
  readVm: ReadVm,
  injecting: Injecting,
): Injected {
  const [vm, storedVm] = [readVm(object), readVm(stored)];
  const volumes = cloudInitVolumes(vm);
  const [now] = volumes;
  const [before] = cloudInitVolumes(storedVm);
  const isSameGuest = guestOs(vm) === guestOs(storedVm);
  if (now === undefined) {
    if (before === undefined) return { object, told: [] };
    return isOwnVolume(before) && isSameGuest
      ? { object: putBackVolume(vm, storedVm, before), told: [] }
      : inject(object, readVm, injecting);
  }
  const isKept =
    before !== undefined &&
    // Beside a volume of the user's, ours is not put back: it would have to go again.
    (volumes.length === 1 || !hasOwnVolume([before, ...volumes])) &&
    isSameGuest &&
    now.kind === before.kind &&
    now.volume.at("name").value === before.volume.at("name").value &&
    isSameData(readVolumeData(now.source), readVolumeData(before.source));
  return isKept ? putBackSource(object, now, before, { vm, injecting }) : inject(object, readVm, injecting);
}

/** The volume's user data and network data as they are stored. */
function putBackSource(
  object: unknown,
  now: CloudInitVolume,
  before: CloudInitVolume,
  { vm, injecting }: { readonly vm: VmView; readonly injecting: Injecting },
): Injected {
  const userData = membersOf(before.source, userDataMembers);
  const withUserData = putMembers(object, now.source, userDataMembers, userData);
  const stored = membersOf(before.source, networkMembers);
  // Network data of the user's, now or before, are a change of theirs: today's values decide about it.
  const isOurs = isOurNetworkData(before.source);
  const isUnchanged = isOurs && (isOurNetworkData(now.source) || Object.keys(stored).length > 0);
  const wanted = isUnchanged ? stored : todaysNetwork(vm, now.kind, injecting);
  return putNetworkData(withUserData, now.source, wanted, injecting);
}

function todaysNetwork(vm: VmView, kind: CloudInitKind, { policy, namespace }: Injecting): Members {
  const values = guestValues(policy.platform, namespace);
  if ("bad" in values || policy.injection.at === "instance") return {};
  return networkMember(values, { kind, guestOs: guestOs(vm) });
}

/** Our own volume and its disk at the places in their lists where they are stored. */
function putBackVolume(vm: VmView, stored: VmView, { volume }: CloudInitVolume): unknown {
  const name = volume.at("name").value;
  const disk = stored.disks.find((entry) => entry.at("name").value === name);
  const volumes = vm.template.at("volumes");
  const withVolume = insertAt(vm.object.value, volumes, volume);
  const isDiskThere = vm.disks.some((entry) => entry.at("name").value === name);
  return disk === undefined || isDiskThere ? withVolume : insertAt(withVolume, vm.devices.at("disks"), disk);
}

function insertAt(object: unknown, list: Field, item: Field): unknown {
  const items: readonly unknown[] = list.items().map(({ value }) => value);
  const index = Number(item.path.at(-1));
  return setIn(object, list.path, items.toSpliced(index, 0, item.value));
}
