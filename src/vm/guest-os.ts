import type { VmView } from "./view.ts";

/** The template annotation that names the guest's operating system. */
export const guestOsAnnotation = "vm.cpln.io/guest-os";

/** The guest operating systems that the platform supports. */
export const guestOses = ["linux", "windows"] as const;
/** The guest's operating system, which decides whether cloud-init or cloudbase-init reads its user data. */
export type GuestOs = (typeof guestOses)[number];

/** The guest's operating system by its annotation, else by signs of Windows in the VM (contract §3). */
export function readGuestOs(vm: VmView): GuestOs {
  const stated = vm.annotation(guestOsAnnotation).value;
  return guestOses.find((name) => name === stated) ?? (looksLikeWindows(vm) ? "windows" : "linux");
}

/** A Windows preference, sysprep, hyperv features, or an OS label or annotation that names Windows. */
export function looksLikeWindows(vm: VmView): boolean {
  return (
    namesWindowsGuest(vm) ||
    vm.domain.at("features", "hyperv").isFilled ||
    vm.domain.has("features", "hypervPassthrough")
  );
}

/** The same without hyperv features, which speed up other guests too. */
export function namesWindowsGuest(vm: VmView): boolean {
  return (
    namesWindows(vm.spec.at("preference", "name").value) ||
    vm.volumes.some((volume) => volume.has("sysprep")) ||
    [vm.metadata, vm.templateMetadata].some(hasWindowsLabel)
  );
}

/** `os.template.kubevirt.io/win2k19`, `kubevirt.io/os: windows`, `vm.kubevirt.io/os: windows10`. */
function hasWindowsLabel(metadata: VmView["templateMetadata"]): boolean {
  return ["labels", "annotations"].some((holder) => {
    const entries = metadata.at(holder).value;
    if (typeof entries !== "object" || entries === null) return false;
    return Object.entries(entries).some(
      ([name, value]) =>
        (/(^|\/)os$/.test(name) && namesWindows(value)) ||
        (name.startsWith("os.template.kubevirt.io/") && namesWindows(name.split("/", 2)[1])),
    );
  });
}

function namesWindows(value: unknown): boolean {
  return typeof value === "string" && /^win(dows)?([^a-z]|2k|$)/i.test(value);
}
