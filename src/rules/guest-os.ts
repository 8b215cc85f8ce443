import { notSupported, supportedValues } from "../field/error.ts";
import { guestOsAnnotation, guestOses } from "../vm/guest-os.ts";
import type { Rule } from "./rule.ts";

/**
 * The guest's operating system family is one that the platform supports.
 *
 * Restricted: spec.template.metadata.annotations[vm.cpln.io/guest-os]
 * Allowed: linux, windows; absent, and it is detected
 * Source: contract §2, §3; the specification, guestOS.
 */
export const guestOs: Rule = {
  id: "guest-os",
  summary: "The annotation `vm.cpln.io/guest-os`, if present, is `linux` or `windows`.",
  why: "It decides what the platform adds to the guest's cloud-init: a shell script does nothing in Windows, and a PowerShell script nothing in Linux.",
  fix: "Use `vm.cpln.io/guest-os: linux` or `vm.cpln.io/guest-os: windows`, or remove the annotation.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {metadata: {annotations: {vm.cpln.io/guest-os: Windows 11}}}}",
    admitted: "spec: {template: {metadata: {annotations: {vm.cpln.io/guest-os: windows}}}}",
  },
  check: ({ vm }) => {
    const guest = vm.annotation(guestOsAnnotation);
    if (!guest.isSet || guestOses.some((known) => known === guest.value)) return [];
    const fix = 'use "linux" or "windows", or remove the annotation';
    return [notSupported(guest, supportedValues(guestOses), fix)];
  },
};
