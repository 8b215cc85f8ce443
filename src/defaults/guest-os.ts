import { guestOsAnnotation, looksLikeWindows } from "../vm/guest-os.ts";
import type { Default } from "./default.ts";

/** Says which guest is inside, so that the right injection is applied at every boot. */
export const guestOs: Default = {
  id: "guest-os",
  field: "`vm.cpln.io/guest-os` among the template's annotations",
  value:
    "`windows` where a Windows preference, sysprep, hyperv features or a Windows OS label or annotation is seen, else `linux`",
  unless: "–",
  places: (vm) => [vm.annotation(guestOsAnnotation)],
  isOff: () => false,
  write: (vm) => (looksLikeWindows(vm) ? "windows" : "linux"),
};
