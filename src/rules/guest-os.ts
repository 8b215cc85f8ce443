import { notSupported } from "../field/error.ts";
import { guestOsAnnotation, guestOses } from "../vm/guest-os.ts";
import type { Rule } from "./rule.ts";

/**
 * The guest's family of operating systems is one that the platform knows.
 *
 * Restricted: spec.template.metadata.annotations[vm.cpln.io/guest-os]
 * Allowed: linux, windows; absent, and it is found out
 * Source: contract §2, §3; the specification, guestOS.
 */
export const guestOs: Rule = {
  id: "guest-os",
  summary: "The annotation `vm.cpln.io/guest-os`, if present, is `linux` or `windows`.",
  why: "It decides what the platform adds to the guest's cloud-init: a shell script would do nothing in Windows, and a PowerShell script nothing in Linux.",
  fix: "Write `vm.cpln.io/guest-os: linux` or `vm.cpln.io/guest-os: windows`, or leave the annotation out.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {metadata: {annotations: {vm.cpln.io/guest-os: Windows 11}}}}",
    admitted: "spec: {template: {metadata: {annotations: {vm.cpln.io/guest-os: windows}}}}",
  },
  check: ({ vm }) => {
    const guest = vm.annotation(guestOsAnnotation);
    if (!guest.isSet || guestOses.some((known) => known === guest.value)) return [];
    return [notSupported(guest, guestOses.join(" or "), "write one of the two, or leave the annotation out")];
  },
};
