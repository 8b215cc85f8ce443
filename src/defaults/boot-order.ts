import { mostBootOrders } from "../vm/disks.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

/**
 * The boot disk has an order: KubeVirt tries no device without one once any device has one. Not beside a cdrom
 * without an order, since an installer would be stranded.
 */
export const bootOrder: Default = {
  id: "boot-order",
  field: "`bootOrder` of the boot disk",
  value: "the smallest number from `1` that no other device has",
  unless: "a cdrom without an order, other than cloud-init or sysprep, is present; all 16 are taken",
  fields: (vm) =>
    vm.disks.map((disk) => ({
      key: `disks[${disk.at("name").string ?? ""}].bootOrder`,
      field: disk.at("bootOrder"),
    })),
  skip: (vm) => vm.hasInstaller,
  defaultValue: (vm, { field }) => (vm.bootDisk?.entry === field.parent ? smallestFree(vm) : undefined),
  isDuplicate: (vm, value) => vm.bootOrders.has(value),
  installed: { name: "boot order" },
};

/** The smallest boot order that no device has; undefined where all are taken. */
function smallestFree({ bootOrders }: VmView): number | undefined {
  let free = 1;
  while (bootOrders.has(free)) free += 1;
  return free <= mostBootOrders ? free : undefined;
}
