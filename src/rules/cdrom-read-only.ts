import type { Field } from "../field/field.ts";
import { forbidden, invalid, type FieldError } from "../field/error.ts";
import type { Rule } from "./rule.ts";

/**
 * A cdrom is read and never written.
 *
 * Restricted: spec.template.spec.domain.devices.disks[].cdrom.readonly
 * Allowed: true; KubeVirt reads a missing value as true
 * Source: contract §2; KubeVirt API v1, defaults.go
 */
export const cdromReadOnly: Rule = {
  id: "cdrom-read-only",
  summary: "A cdrom is not writable.",
  why: "A cdrom carries an installer, drivers or a configuration that others may read too; what a guest wrote to it would change theirs.",
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
  const allowed = "a cdrom is read-only";
  return readonly.value === false
    ? [forbidden(readonly, "false", allowed, "remove readonly, or attach the volume as disk")]
    : [invalid(readonly, allowed, "remove readonly")];
}
