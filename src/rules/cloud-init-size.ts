import { tooLong, type FieldError } from "../field/error.ts";
import { dataSources, inlineLength, inlineLimit } from "../user-data/volume/data-source.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init-volumes.ts";
import type { Rule } from "./rule.ts";

/**
 * User data fit where they are written.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud.userData,
 *   spec.template.spec.volumes[].cloudInitNoCloud.userDataBase64, and the same of cloudInitConfigDrive
 * Allowed: 2,048 bytes, counted after base64; 16 KiB in a Secret, which is judged when the machine starts
 * Source: contract §2; KubeVirt API v1, cloudInitUserMaxLen
 */
export const cloudInitSize: Rule = {
  id: "cloud-init-size",
  summary: "Inline user data have at most 2,048 bytes, decoded; in a Secret at most 16 KiB.",
  why: "KubeVirt takes no more than 2,048 bytes inline, and the platform no more than 16 KiB from a Secret.",
  fix: "Move the user data to a Secret, under the key `userdata`, and name it in `secretRef`; or compress them with gzip into `userDataBase64`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#!/bin/sh\\n# ${"-".repeat(2040)}"}}]}}}`,
    admitted: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {secretRef: {name: web-user-data}}}]}}}`,
  },
  check: ({ vm }) => cloudInitVolumes(vm).flatMap(checkVolume),
};

function checkVolume({ source }: CloudInitVolume): FieldError[] {
  return dataSources(source, "userData").flatMap((data) => {
    const length = data.kind === "inline" ? (inlineLength(data) ?? 0) : 0;
    if (length <= inlineLimit) return [];
    const allowed = `at most ${inlineLimit} bytes inline, which is what KubeVirt takes`;
    return [
      tooLong(
        data.field,
        `${length} bytes`,
        allowed,
        "move the user data to a Secret and name it in secretRef",
      ),
    ];
  });
}
