import { guestOsAnnotation, looksLikeWindows, namesWindowsGuest } from "../vm/guest-os.ts";
import type { Default } from "./default.ts";

/** Says which guest is inside, so that the right injection is applied at every boot. */
export const guestOs: Default = {
  id: "guest-os",
  field: "`vm.cpln.io/guest-os` among the template's annotations",
  value:
    "`windows` where a Windows preference, sysprep, hyperv features or a Windows OS label or annotation is seen, else `linux`",
  unless: "–",
  fields: (vm) => [{ key: "guest-os", field: vm.annotation(guestOsAnnotation) }],
  defaultValue: (vm) => (looksLikeWindows(vm) ? "windows" : "linux"),
  // Hyperv features speed up other guests too: alone they don't make another one of a guest that is installed.
  isWeakHint: (before, after) => namesWindowsGuest(before) === namesWindowsGuest(after),
};
