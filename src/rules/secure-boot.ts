import { warning, forbidden, invalid, required, type FieldError } from "../field/error.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const write = "write secureBoot: false";

/**
 * Guests boot without secure boot, whose state the platform cannot keep over a restart yet.
 *
 * Restricted: spec.template.spec.domain.firmware.bootloader.efi.secureBoot
 * Allowed: false. KubeVirt reads a missing value as true. A preference can fill a bootloader that the VM
 *   does not choose, which is told as advice and judged on the instance
 * Source: contract §2; KubeVirt pkg/virt-api, vmi-create-admitter.go secureBootEnabled
 */
export const secureBoot: Rule = {
  id: "secure-boot",
  summary: "Secure boot is off.",
  why: "Secure boot keeps its state in EFI variables, and the platform does not persist these yet: a guest would lose its boot state at the next restart.",
  fix: "Write `firmware: {bootloader: {efi: {secureBoot: false}}}`, in words: KubeVirt reads a missing `secureBoot` as true.",
  action: "enforce",
  appliesTo: "vmi",
  examples: {
    refused: "spec: {template: {spec: {domain: {firmware: {bootloader: {efi: {secureBoot: true}}}}}}}",
    admitted: "spec: {template: {spec: {domain: {firmware: {bootloader: {efi: {secureBoot: false}}}}}}}",
  },
  check: ({ vm }) => [...checkEfi(vm), ...checkPreference(vm)],
};

function checkEfi({ domain }: VmView): FieldError[] {
  const efi = domain.at("firmware", "bootloader", "efi");
  const state = efi.at("secureBoot");
  if (!efi.isSet || state.value === false) return [];
  if (!state.isSet)
    return [
      required(state, "guests boot without secure boot, and KubeVirt reads a missing value as true", write),
    ];
  return state.value === true
    ? [forbidden(state, "true", "guests boot without secure boot", write)]
    : [invalid(state, "guests boot without secure boot: the value false", write)];
}

function checkPreference({ domain, hasPreference }: VmView): FieldError[] {
  const bootloader = domain.at("firmware", "bootloader");
  if (!hasPreference || bootloader.at("efi").isSet || bootloader.at("bios").isSet) return [];
  const allowed = "the preference decides, and if it asks for secure boot the VM will not start";
  return [warning(required(bootloader, allowed, "write efi: {secureBoot: false}"))];
}
