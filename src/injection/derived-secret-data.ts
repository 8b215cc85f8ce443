import { type Finding, forbidden, invalid, tooLong } from "../field/error.ts";
import type { Field } from "../field/field.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { userDataLimit } from "../user-data/volume/data-source.ts";
import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import { type CloudInitVolume, cloudInitVolumes } from "../vm/cloud-init-volumes.ts";
import { guestOs } from "../vm/guest-os.ts";
import type { VmView } from "../vm/view.ts";
import { type DerivedSecret, derivedSecretName } from "./derived-secret.ts";
import type { Guest } from "../platform-parts/part.ts";
import { leftWithout, platformValues } from "./platform-values.ts";
import { vmiUserData } from "./merge-stored.ts";
import { platformNetworkData } from "./network-data.ts";
import { type FoundUserData, storedUserData } from "./stored-user-data.ts";
import type { GetResult } from "./cluster-state.ts";
import { mergeFinding } from "./findings.ts";
import { failureAction, type InjectionOptions } from "./options.ts";

/** What the derived Secret of a start is to hold; or that nobody may touch the data; or why there can't be one. */
export type Derived =
  | {
      readonly kind: "derived";
      readonly secret: DerivedSecret;
      readonly guest: Guest;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "untouched" }
  | { readonly kind: "impossible"; readonly found: string; readonly fix: string };

/** What a derived Secret is made of: the stored VirtualMachine, what it names, and the policy. */
export interface DerivedSecretInput {
  readonly vm: VmView;
  /** The Secret that the VirtualMachine names for its user data; undefined where it names none. */
  readonly userSecret: GetResult | undefined;
  readonly options: InjectionOptions;
  /** The field of the instance that messages name. */
  readonly field: Field;
}

/** Merges today's platform part into the user data of the stored VirtualMachine. Pure: the same input, the same bytes. */
export function deriveSecret({ vm, userSecret, options, field }: DerivedSecretInput): Derived {
  const [volume] = cloudInitVolumes(vm);
  const values = platformValues(options.policy.platform, options.namespace);
  const user = storedUserData(volume, userSecret);
  if (user.kind === "malformed" || "bad" in values) return { kind: "untouched" };
  if (user.kind === "unavailable") return { kind: "impossible", found: user.found, fix: user.fix };
  const guest = guestOf(volume, vm);
  const merged = vmiUserData(user.bytes, user.source, values, guest);
  const findings = [
    ...secretSizeFindings(user, field, options),
    ...(merged.why === undefined ? [] : [mergeFinding(field, merged.why, options)]),
  ];
  const data = dataOf(merged.bytes, platformNetworkData(values, guest));
  if (Object.keys(data).length === 0) return { kind: "untouched" };
  return { kind: "derived", secret: secretOf(vm, options.namespace, data), guest, findings };
}

/** The keys that KubeVirt reads; it refuses to start where user data are missing that a volume names. */
function dataOf(userData: Uint8Array | undefined, networkData: string | undefined): DerivedSecret["data"] {
  return {
    ...(userData === undefined ? {} : { userdata: userData }),
    ...(networkData === undefined ? {} : { networkdata: encodeUtf8(networkData) }),
  };
}

/** The guest of a machine; without a cloud-init volume, with the kind of volume that vmgate adds. */
export function guestOf(volume: CloudInitVolume | undefined, vm: VmView): Guest {
  const os = guestOs(vm);
  const added = os === "windows" ? "cloudInitConfigDrive" : "cloudInitNoCloud";
  return { kind: volume?.kind ?? added, guestOs: os };
}

/**
 * Why no derived Secret could be made, where the policy decides what comes of that.
 * @param missing what the guest then does without; empty: what the instance itself holds is up to date
 */
export function noSecretFinding(
  field: Field,
  { found, fix }: { readonly found: string; readonly fix: string },
  missing: string,
  options: InjectionOptions,
): Finding {
  return {
    ...forbidden(
      field,
      `${found}${leftWithout(missing)}`,
      "vmgate merges the platform's part into a Secret of its own at each start",
      fix,
    ),
    rule: "cloud-init-source",
    action: failureAction(options),
  };
}

/**
 * The owner that an instance names is not there: whoever asked, nothing is read or written for it. KubeVirt
 * itself asks so for a VM that was deleted a moment ago, and finds out when it tries again.
 */
export function noOwnerFinding(instance: VmView): Finding {
  return {
    ...invalid(
      instance.templateMetadata.at("ownerReferences"),
      "instances of a VirtualMachine that exists",
      "start the VM again",
      "no VirtualMachine of this name and uid",
    ),
    rule: "cloud-init-source",
    action: "enforce",
  };
}

/** A Secret sets its own limit to user data; the specification's is a warning. */
function secretSizeFindings(
  user: FoundUserData,
  field: Field,
  { policy }: InjectionOptions,
): readonly Finding[] {
  const length = user.source === "secret" ? (user.bytes?.length ?? 0) : 0;
  const isOff = actionOf(policy, "cloud-init-size", "enforce") === "off";
  if (length <= userDataLimit || isOff) return [];
  const finding = tooLong(
    field,
    `${length} bytes in the Secret`,
    `must be at most ${userDataLimit} bytes of user data`,
    "let the guest fetch a part of it, then start the VM again",
  );
  return [{ ...finding, rule: "cloud-init-size", action: "warn" }];
}

function secretOf(vm: VmView, namespace: string, data: DerivedSecret["data"]): DerivedSecret {
  const metadata = vm.object.at("metadata");
  const owner = { name: metadata.at("name").string ?? "", uid: metadata.at("uid").string ?? "" };
  return { namespace, name: derivedSecretName(owner.uid), owner, data };
}
