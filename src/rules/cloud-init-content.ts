import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { toFieldError } from "../user-data/finding.ts";
import { dataSources } from "../user-data/volume/data-source.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import type { Rule } from "./rule.ts";

/**
 * The guest understands inline user data as its author meant it.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud.userData,
 *   spec.template.spec.volumes[].cloudInitNoCloud.userDataBase64, and the same of cloudInitConfigDrive
 * Allowed: a format that the guest's cloud-init (in Windows cloudbase-init) knows, with nothing in it that aborts
 *   the guest's whole run; a warning where a part would be ignored or read differently from how it looks
 * Source: contract §2; CLOUD-INIT.md §1, §5, read in cloud-init 22.4.2 to 26.2 and cloudbase-init 1.1.9
 */
export const cloudInitContent: Rule = {
  id: "cloud-init-content",
  summary: "User data has a format that the guest knows, and nothing in it that aborts cloud-init.",
  why: "cloud-init silently ignores what it does not know, reads YAML as version 1.1, and on some mistakes discards all user data: without users, keys and network, only the console is left.",
  fix: "Correct the line that the message names. Begin with `#cloud-config` or `#!`, save as UTF-8 without byte order mark, indent with spaces, and quote what YAML 1.1 would read as a number or a boolean.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#cloud-config-archive\\n- type: shell\\n  content: echo hello\\n"}}]}}}`,
    admitted: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#cloud-config-archive\\n- type: text/x-shellscript\\n  content: echo hello\\n"}}]}}}`,
  },
  // KubeVirt uses only the first one; cloud-init-source denies others.
  check: ({ vm, userData }) =>
    vm.cloudInitVolumes.slice(0, 1).flatMap((volume) => checkVolume(volume, vm.guestOs, userData)),
};

function checkVolume({ source }: CloudInitVolume, os: GuestOs, userData: UserDataCache): FieldError[] {
  const data = userData.read(source);
  const [field] = dataSources(source, "userData");
  if (field === undefined) return [];
  if (data.kind === "modified") return [modifiedByHand(field.field)];
  if (data.kind !== "inline") return [];
  // The field that its owner wrote: vmgate's wrapper is in another one.
  const written = source.at(data.user.source);
  return userData.findings(source, os).map((finding) => toFieldError(written, finding));
}

function modifiedByHand(field: Field): FieldError {
  return invalid(
    field,
    "must be your own user data alone, or exactly what vmgate wrote",
    "write your user data alone: vmgate userdata --original extracts it from an older copy",
    "user data that vmgate had wrapped and that was modified by hand",
  );
}
