import type { Field } from "../field/field.ts";
import type { Default } from "./default.ts";

/** Disks are virtio. KubeVirt's own default on amd64 is sata; for a cdrom it refuses virtio (KUBEVIRT.md §1.3). */
export const diskBus: Default = {
  id: "disk-bus",
  field: "`bus` of every `disk`",
  value: "`virtio`",
  unless: "a preference is named; a cdrom or lun",
  fields: (vm) =>
    vm.disks.filter(isPlainDisk).map((disk) => ({
      key: `disks[${disk.at("name").string ?? ""}].bus`,
      field: disk.at("disk", "bus"),
    })),
  defaultValue: () => "virtio",
  installed: { name: "disk bus", leftToPreference: true },
};

function isPlainDisk(entry: Field): boolean {
  return entry.has("name") && !entry.has("cdrom") && !entry.has("lun");
}
