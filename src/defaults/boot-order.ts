import type { Field } from "../field/field.ts";
import { isConfiguration } from "../vm/disks.ts";
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
  unless: "a cdrom without an order, other than cloud-init or sysprep, is present",
  fields: (vm) =>
    vm.disks.map((disk) => ({
      key: `disks[${disk.at("name").string ?? ""}].bootOrder`,
      field: disk.at("bootOrder"),
    })),
  skip: (vm) => devicesOf(vm).hasInstaller,
  defaultValue: (vm, { field }) => {
    const { boot, free } = devicesOf(vm);
    return boot !== undefined && boot === field.parent ? free : undefined;
  },
  isDuplicate: (vm, value) => devicesOf(vm).orders.has(value),
  installedWith: "boot order",
};

/** What this row asks of a VM as a whole. */
interface Devices {
  readonly hasInstaller: boolean;
  readonly orders: ReadonlySet<unknown>;
  /** The smallest order that no device has. */
  readonly free: number;
  /** The entry of the boot disk. */
  readonly boot: Field | undefined;
}

/** Worked out once a VM and not once a disk: a VM of a thousand disks must not take a million steps. */
const known = new WeakMap<VmView, Devices>();

function devicesOf(vm: VmView): Devices {
  let devices = known.get(vm);
  if (devices === undefined) known.set(vm, (devices = readDevices(vm)));
  return devices;
}

function readDevices(vm: VmView): Devices {
  const orders = new Set(
    ordered([...vm.disks, ...vm.interfaces]).map((device) => device.at("bootOrder").value),
  );
  let free = 1;
  while (orders.has(free)) free += 1;
  return { hasInstaller: hasInstaller(vm), orders, free, boot: vm.bootDisk?.entry };
}

function ordered(devices: readonly Field[]): readonly Field[] {
  return devices.filter((device) => device.at("bootOrder").isSet);
}

function hasInstaller(vm: VmView): boolean {
  return vm.effectiveDisks.some(
    ({ device, volume, bootOrder: order }) =>
      device === "cdrom" && order === undefined && (volume === undefined || !isConfiguration(volume)),
  );
}
