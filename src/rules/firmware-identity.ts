import { checkSmbiosText, checkUuid } from "../validation/identity.ts";
import type { Rule } from "./rule.ts";

const chassisTexts = ["manufacturer", "version", "serial", "asset", "sku"];

/**
 * The hardware identity that a guest reads has the form of SMBIOS data.
 *
 * Restricted: spec.template.spec.domain.firmware (uuid, serial), spec.template.spec.domain.chassis
 *   (manufacturer, version, serial, asset, sku)
 * Allowed: a UUID of version 4, or 5 (what KubeVirt derives from a name); strings of at most 64 characters
 * Source: contract §2. KubeVirt checks none of them (KUBEVIRT.md §1.5).
 */
export const firmwareIdentity: Rule = {
  id: "firmware-identity",
  summary:
    "The firmware's `uuid` is a UUID of version 4 or 5; `serial` and the chassis strings are at most 64 characters.",
  why: "KubeVirt checks none of them: a malformed UUID fails only on the node, after the VM was admitted. The UUID is also cloud-init's instance id, so two VMs must not share one.",
  fix: "Omit `uuid` and KubeVirt generates one, or use the output of `uuidgen`. Shorten strings to 64 characters.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {domain: {firmware: {uuid: web-1}}}}}",
    admitted:
      "spec: {template: {spec: {domain: {firmware: {uuid: 5d307ca9-b3ef-428c-8861-06e72d69f223, serial: web-1}}}}}",
  },
  check: ({ vm }) => {
    const firmware = vm.domain.at("firmware");
    const chassis = vm.domain.at("chassis");
    const texts = [
      firmware.at("serial"),
      ...(chassis.isSet ? chassisTexts.map((name) => chassis.at(name)) : []),
    ];
    return [...checkUuid(firmware.at("uuid"), ["4", "5"]), ...texts.flatMap(checkSmbiosText)];
  },
};
