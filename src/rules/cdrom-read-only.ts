import type { Field } from "../field/field.ts";
import { forbidden, invalid, type FieldError } from "../field/error.ts";
import { fixedByRemoval } from "../field/fix.ts";
import type { Rule } from "./rule.ts";

/**
 * A cdrom is read-only.
 *
 * Restricted: spec.template.spec.domain.devices.disks[].cdrom.readonly
 * Allowed: true; KubeVirt reads a missing value as true
 * Source: contract §2; KubeVirt API v1, defaults.go
 */
export const cdromReadOnly: Rule = {
  id: "cdrom-read-only",
  summary: "A cdrom is read-only.",
  why: "A cdrom holds an installer, drivers or configuration that other VMs may read too; a guest that writes to it would change it for them.",
  fix: "Remove `readonly: false`, or attach the volume as `disk` to write to it.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {
  domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}, {name: iso, cdrom: {bus: sata, readonly: false}}]}},
  volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}, {name: iso, persistentVolumeClaim: {claimName: iso}}]}}}`,
    admitted: `spec: {template: {spec: {
  domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}, {name: iso, cdrom: {bus: sata}}]}},
  volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}, {name: iso, persistentVolumeClaim: {claimName: iso}}]}}}`,
  },
  check: ({ vm }) => vm.disks.flatMap((disk) => checkReadOnly(disk.at("cdrom", "readonly"))),
};

function checkReadOnly(readonly: Field): FieldError[] {
  if (!readonly.isSet || readonly.value === true) return [];
  const allowed = "must be true: a cdrom is read-only";
  const wrong =
    readonly.value === false
      ? forbidden(readonly, "writable cdrom", allowed, "remove readonly, or attach the volume as a disk")
      : invalid(readonly, allowed, "remove readonly");
  // No guest can write to a cdrom, whatever this says.
  return [fixedByRemoval(wrong)];
}
