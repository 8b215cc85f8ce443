import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

/**
 * EFI without secure boot. A preference that picks a bootloader for its guest knows better
 * (KUBEVIRT.md §2.2), so beside one nothing is picked here.
 */
export const bootloader: Default = {
  id: "bootloader",
  field: "spec.template.spec.domain.firmware.bootloader",
  value: "`efi: {secureBoot: false}`",
  unless: "`bios` is chosen; a preference is named",
  places: (vm) => [efi(vm)],
  isOff: (vm) => vm.hasPreference || vm.domain.at("firmware", "bootloader", "bios").isSet,
  write: () => ({ secureBoot: false }),
  takesParentAlong: true,
};

/** KubeVirt reads an unset `secureBoot` as true (KUBEVIRT.md §1.5), so `efi: {}` is completed. */
export const secureBoot: Default = {
  id: "secure-boot",
  field: "spec.template.spec.domain.firmware.bootloader.efi.secureBoot",
  value: "`false`",
  unless: "`efi` is not chosen",
  places: (vm) => [efi(vm).at("secureBoot")],
  isOff: (vm) => !efi(vm).isSet,
  write: () => false,
};

function efi(vm: VmView) {
  return vm.domain.at("firmware", "bootloader", "efi");
}
