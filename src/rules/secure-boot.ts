import { warning, forbidden, invalid, required, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

const fix = "set secureBoot: false";
const allowed = "must be false: this platform does not support Secure Boot";

/**
 * Guests boot without Secure Boot, whose state the platform cannot yet keep across restarts.
 *
 * Restricted: spec.template.spec.domain.firmware.bootloader.efi.secureBoot
 * Allowed: false. KubeVirt reads a missing value as true. If the VM
 *   sets no bootloader, a preference can: that is a warning, and is checked again on the instance
 * Source: contract §2; KubeVirt pkg/virt-api, vmi-create-admitter.go secureBootEnabled
 */
export const secureBoot: Rule = {
  id: "secure-boot",
  summary: "Secure Boot is off.",
  why: "Secure Boot keeps its state in EFI variables, which the platform does not persist yet: a guest would lose its boot state at the next restart.",
  fix: "Set `firmware: {bootloader: {efi: {secureBoot: false}}}` explicitly: KubeVirt reads a missing `secureBoot` as true.",
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
  if (!state.isSet) {
    const absent = "must be set to false: KubeVirt reads an absent value as true";
    return [fixedByValue(required(state, absent, fix), false)];
  }
  const wrong = state.value === true ? forbidden(state, "true", allowed, fix) : invalid(state, allowed, fix);
  return [fixedByValue(wrong, false)];
}

function checkPreference({ domain, hasPreference }: VmView): FieldError[] {
  const bootloader = domain.at("firmware", "bootloader");
  if (!hasPreference || bootloader.has("efi") || bootloader.has("bios")) return [];
  const finding = required(
    bootloader,
    "must be set with a preference: one that enables Secure Boot keeps the VM from starting",
    "add efi: {secureBoot: false}",
  );
  return [warning({ ...finding, found: "not set, so the preference may enable Secure Boot" })];
}
