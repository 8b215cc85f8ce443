import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

/**
 * EFI; the row below says without secure boot. A preference that picks a bootloader for its guest knows better
 * (KUBEVIRT.md §2.2), so beside one nothing is picked here.
 */
export const bootloader: Default = {
  id: "bootloader",
  field: "spec.template.spec.domain.firmware.bootloader",
  value: "`efi`, with `secureBoot: false` as below",
  unless: "`bios` is chosen; a preference is named; `architecture: s390x`, which has no EFI",
  fields: (vm) => [{ key: "bootloader.efi", field: efi(vm) }],
  isSuperseded: (vm) =>
    vm.domain.has("firmware", "bootloader", "bios") || vm.instanceSpec.at("architecture").value === "s390x",
  defaultValue: () => ({}),
  removeEmptyParent: true,
  installed: { name: "bootloader", leftToPreference: true },
};

/** KubeVirt reads an unset `secureBoot` as true (KUBEVIRT.md §1.5), so `efi: {}` is completed. */
export const secureBoot: Default = {
  id: "secure-boot",
  field: "spec.template.spec.domain.firmware.bootloader.efi.secureBoot",
  value: "`false`",
  unless: "`efi` is not chosen",
  fields: (vm) => [{ key: "bootloader.efi.secureBoot", field: efi(vm).at("secureBoot") }],
  isSuperseded: (vm) => !efi(vm).isSet,
  defaultValue: () => false,
  installed: { name: "bootloader" },
};

function efi(vm: VmView) {
  return vm.domain.at("firmware", "bootloader", "efi");
}
