import type { Field } from "../field/field.ts";
import { bootDisk, effectiveDisks, isConfiguration } from "../vm/boot.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

/**
 * The boot disk comes first. Not beside a cdrom or another order: once one device has an order the
 * others are not tried, and an installer would be stranded.
 */
export const bootOrder: Default = {
  id: "boot-order",
  field: "`bootOrder` of the boot disk",
  value: "`1`",
  unless: "any device has an order; a cdrom other than cloud-init or sysprep is present",
  places: (vm) => vm.disks.map((disk) => disk.at("bootOrder")),
  isOff: (vm, place) => hasInstaller(vm) || hasOtherOrder(vm, place),
  write: (vm, place) => (bootDisk(vm)?.entry?.toString() === place.parent.toString() ? 1 : undefined),
};

function hasInstaller(vm: VmView): boolean {
  return effectiveDisks(vm).some(
    ({ device, volume }) => device === "cdrom" && (volume === undefined || !isConfiguration(volume)),
  );
}

function hasOtherOrder(vm: VmView, place: Field): boolean {
  const own = place.toString();
  return [...vm.disks, ...vm.interfaces]
    .map((device) => device.at("bootOrder"))
    .some((order) => order.isSet && order.toString() !== own);
}
