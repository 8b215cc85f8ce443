import type { Field } from "../field/field.ts";
import { isConfiguration } from "../vm/disks.ts";
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
  isOff: (vm, field) => {
    const { hasInstaller, ordered } = devicesOf(vm);
    return hasInstaller || ordered.some((device) => device !== field.parent);
  },
  write: (vm, field) => (devicesOf(vm).boot === field.parent ? 1 : undefined),
};

/** What this row asks of a machine as a whole. */
interface Devices {
  readonly hasInstaller: boolean;
  /** Those with an order; more than one tells no more than two, so that asking at each disk costs nothing. */
  readonly ordered: readonly Field[];
  /** The entry of the boot disk. */
  readonly boot: Field | undefined;
}

/** Worked out once a machine and not once a disk: a machine of a thousand disks must not take a million steps. */
const known = new WeakMap<VmView, Devices>();

function devicesOf(vm: VmView): Devices {
  let devices = known.get(vm);
  if (devices === undefined) known.set(vm, (devices = readDevices(vm)));
  return devices;
}

function readDevices(vm: VmView): Devices {
  return {
    hasInstaller: hasInstaller(vm),
    ordered: [...vm.disks, ...vm.interfaces].filter((device) => device.at("bootOrder").isSet).slice(0, 2),
    boot: vm.bootDisk?.entry,
  };
}

function hasInstaller(vm: VmView): boolean {
  return vm.effectiveDisks.some(
    ({ device, volume }) => device === "cdrom" && (volume === undefined || !isConfiguration(volume)),
  );
}
