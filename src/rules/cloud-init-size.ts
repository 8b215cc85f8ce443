import { tooLong, type FieldError } from "../field/error.ts";
import { isWrappable } from "../user-data/read.ts";
import { dataSources, inlineLimit, userDataLimit } from "../user-data/volume/data-source.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule, RuleInput } from "./rule.ts";

/**
 * User data fits where it is stored.
 *
 * Restricted: spec.template.spec.volumes[].cloudInitNoCloud.userData,
 *   spec.template.spec.volumes[].cloudInitNoCloud.userDataBase64, and the same of cloudInitConfigDrive
 * Allowed: 16 KiB as it is written, counted after base64, where vmgate compresses it to at most 2,048 bytes; 2,048
 *   bytes where it does not: in pools and replica sets, under mutate: false in the policy, and of data that the
 *   guest's cloud-init does not know. In a Secret as much as a Secret takes, with a warning over 16 KiB when the VM
 *   starts
 * Source: contract §2; KubeVirt API v1, cloudInitUserMaxLen
 */
export const cloudInitSize: Rule = {
  id: "cloud-init-size",
  summary: "Inline user data is at most 16 KiB, and at most 2,048 bytes once vmgate has compressed it.",
  why: "KubeVirt accepts at most 2,048 bytes inline. vmgate compresses the user data of a VirtualMachine, so that up to ten times as much fits, but not that of other kinds, nor formats that cloud-init does not know.",
  fix: "Move the user data to a Secret, under the key `userdata`, and reference it in `secretRef`; or compress it with gzip into `userDataBase64`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {userData: "#!/bin/sh\\n# ${"-".repeat(16_384)}"}}]}}}`,
    admitted: `spec: {template: {spec: {volumes: [
  {name: root, persistentVolumeClaim: {claimName: web-root}},
  {name: cloud-init, cloudInitNoCloud: {secretRef: {name: web-user-data}}}]}}}`,
  },
  // KubeVirt uses only the first one; cloud-init-source denies others.
  check: (input) => input.vm.cloudInitVolumes.slice(0, 1).flatMap((volume) => checkVolume(volume, input)),
};

const toSecret = "move it to a Secret and reference that in secretRef";

function checkVolume({ source }: CloudInitVolume, { vm, policy, userData }: RuleInput): FieldError[] {
  return dataSources(source, "userData").flatMap((data) => {
    const length = data.kind === "inline" ? (userData.lengthOf(data) ?? 0) : 0;
    if (length <= inlineLimit) return [];
    const packed = length > userDataLimit ? undefined : packedLength(source, vm, userData);
    const found = packed === undefined ? `${length} bytes` : `${length} bytes, ${packed} compressed`;
    const fix = packed === undefined || packed > inlineLimit ? toSecret : `${toCompress}, or ${toSecret}`;
    return [tooLong(data.field, found, limitOf({ length, packed }, vm, policy), fix)];
  });
}

const toCompress = "compress it with gzip into userDataBase64";

interface Lengths {
  readonly length: number;
  readonly packed: number | undefined;
}

/** KubeVirt's limit holds for what vmgate does not compress, its own for the rest. */
function limitOf({ length, packed }: Lengths, vm: VmView, { mutate }: NamespacePolicy): string {
  const atMost = `must be at most ${inlineLimit} bytes`;
  const what = mutate ? "only what is in a VirtualMachine that it fills in" : "nothing in this namespace";
  const notHere = `${atMost}: vmgate compresses ${what}`;
  if (!isFilledIn(vm)) return notHere;
  if (length > userDataLimit) return `must be at most ${userDataLimit} bytes inline`;
  if (packed === undefined)
    return `${atMost}: vmgate does not compress what the guest's cloud-init does not know`;
  return packed > inlineLimit ? `${atMost} compressed` : notHere;
}

/** A pool's or replica set's template may be a copy of a VM that vmgate filled in. */
function isFilledIn(vm: VmView): boolean {
  return vm.object.at("kind").value === "VirtualMachine" && isUnderContract(vm);
}

/** Bytes of the volume's user data once they are compressed; undefined where that is of no use. */
function packedLength(
  source: CloudInitVolume["source"],
  vm: VmView,
  userData: UserDataCache,
): number | undefined {
  const data = userData.read(source);
  if (data.kind !== "inline" || !isWrappable(data.user.content, vm.guestOs)) return undefined;
  return userData.pack(data.user.content).length;
}
