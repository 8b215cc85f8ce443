import { volumesWithoutDisk } from "../vm/disks.ts";
import type { Default } from "./default.ts";

/**
 * Each volume has a disk of its own. KubeVirt would append one at the start, on sata and unseen by the rows
 * below (KUBEVIRT.md §1.3).
 */
export const diskEntry: Default = {
  id: "disk-entry",
  field: "a disk entry for each volume that has none",
  value: "`disk: {}`, with `bus` and `bootOrder` as below",
  unless:
    "a preference is named; hotplugged, memoryDump, downwardMetrics and containerPath volumes, and those a filesystem uses",
  fields: (vm) => [
    ...vm.disks.map((field) => ({ key: keyOf(field.at("name").string), field })),
    ...volumesWithoutDisk(vm).map((volume, i) => {
      const name = volume.at("name").string;
      return { key: keyOf(name), field: vm.devices.at("disks", vm.disks.length + i), name };
    }),
  ],
  defaultValue: (_vm, { name }) => (name === undefined ? undefined : { name, disk: {} }),
  isListItem: true,
  installed: { name: "disk entries", leftToPreference: true },
};

function keyOf(name = ""): string {
  return `disks[${name}]`;
}
