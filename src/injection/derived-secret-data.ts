import {
  type Explanation,
  type Finding,
  forbidden,
  invalid,
  quote,
  tooLong,
  warning,
} from "../field/error.ts";
import type { Field } from "../field/field.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { userDataLimit } from "../user-data/volume/data-source.ts";
import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import type { VmView } from "../vm/view.ts";
import { type DerivedSecret, derivedSecretName } from "./derived-secret.ts";
import type { Guest } from "../platform-parts/part.ts";
import { vmiUserData } from "./merge-stored.ts";
import { type FoundUserData, storedUserData } from "./stored-user-data.ts";
import type { GetResult } from "./cluster-state.ts";
import { guestOf } from "./guest.ts";
import { mergeFinding, notInjected } from "./findings.ts";
import { failureAction, type InjectionOptions } from "./options.ts";

/** The derived Secret of a VMI; or that the data must be left alone; or why there cannot be one. */
export type Derived =
  | {
      readonly kind: "derived";
      readonly secret: DerivedSecret;
      readonly guest: Guest;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "untouched" }
  | { readonly kind: "impossible"; readonly reason: string; readonly fix: string }
  | { readonly kind: "refused"; readonly finding: Finding };

/** What a derived Secret is made of: the stored VirtualMachine, what it names, and the policy. */
export interface DerivedSecretInput {
  readonly vm: VmView;
  /** The Secret that the VirtualMachine names for its user data; undefined where it names none. */
  readonly userSecret: GetResult | undefined;
  readonly options: InjectionOptions;
  /** The field of the VMI that messages name. */
  readonly field: Field;
}

/** Merges today's platform cloud-init into the user data of the stored VirtualMachine. Pure: same input, same bytes. */
export function deriveSecret({ vm, userSecret, options, field }: DerivedSecretInput): Derived {
  const [volume] = vm.cloudInitVolumes;
  const values = options.platformValues;
  const user = storedUserData(volume, userSecret);
  if (user.kind === "malformed" || "bad" in values) return { kind: "untouched" };
  if (user.kind === "impossible") return user;
  if (user.kind === "missing") return { kind: "refused", finding: missingSecretFinding(field, user.name) };
  if (user.kind === "unreadable") return { kind: "refused", finding: unavailableFinding(field, user) };
  const guest = guestOf(volume, vm);
  const merged = vmiUserData(user.bytes, user.source, values, guest);
  const findings = [
    ...secretSizeFindings(user, field, options),
    ...(merged.why === undefined ? [] : [mergeFinding(field, merged.why, options)]),
  ];
  const data = dataOf(merged.bytes, values.forGuest(guest).networkData);
  if (Object.keys(data).length === 0) return { kind: "untouched" };
  return { kind: "derived", secret: secretOf(vm, options.namespace, data), guest, findings };
}

/** The keys that KubeVirt reads; it does not start a VMI whose volume names user data that is missing. */
function dataOf(userData: Uint8Array | undefined, networkData: string | undefined): DerivedSecret["data"] {
  return {
    ...(userData === undefined ? {} : { userdata: userData }),
    ...(networkData === undefined ? {} : { networkdata: encodeUtf8(networkData) }),
  };
}

/**
 * Why no derived Secret could be used; the policy decides whether that denies the VMI.
 * @param missing what the guest then lacks; empty: the VMI itself holds all of it
 */
export function noSecretFinding(
  field: Field,
  { reason, fix }: { readonly reason: string; readonly fix: string },
  missing: string,
  options: InjectionOptions,
): Finding {
  const { found, allowed } = missing === "" ? noSecret(reason, fix) : notInjected(missing, reason, fix);
  return {
    ...forbidden(field, found, allowed, fix),
    rule: "cloud-init-source",
    action: failureAction(options),
  };
}

function noSecret(reason: string, fix: string): Explanation {
  return {
    found: `no derived Secret is used for platform cloud-init: ${reason}`,
    allowed: `must get platform cloud-init from a derived Secret: ${reason}`,
    fix,
  };
}

/** A Secret that is not there yet: the start is denied until it is, since the guest could not start either. */
function missingSecretFinding(field: Field, name: string): Finding {
  const found = `Secret ${quote(name)} does not exist`;
  const fix = "create it, and KubeVirt starts the VM";
  return {
    ...invalid(field, "must name a Secret that exists", fix, found),
    rule: "cloud-init-source",
    action: "enforce",
  };
}

/**
 * What a start needs cannot be read or written for a moment: the start is denied, and KubeVirt tries again.
 * @param what what it is, as "Secret \"mine\""
 */
export function unavailableFinding(
  field: Field,
  { what, why }: { readonly what: string; readonly why: string },
  verb: "read" | "write" = "read",
): Finding {
  const found = `vmgate cannot ${verb} ${what} (${why})`;
  const allowed = `must wait until vmgate can ${verb} ${what} (${why})`;
  return {
    ...forbidden(field, found, allowed, "no action needed: KubeVirt tries again"),
    rule: "cloud-init-source",
    action: "enforce",
  };
}

/**
 * The owner that a VMI names does not exist: whoever asks, nothing is read or written for it. KubeVirt itself
 * sends such a request for a VM that was deleted a moment ago, and deletes the VMI.
 */
export function noOwnerFinding(vmi: VmView): Finding {
  const finding = invalid(
    vmi.templateMetadata.at("ownerReferences"),
    "must name a VirtualMachine that exists",
    "start the VM again",
    "no VirtualMachine with this name and uid",
  );
  return { ...warning(finding), rule: "cloud-init-source", action: "warn" };
}

/** A Secret sets its own limit to user data; that of the contract is a warning. */
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
    `must be at most ${userDataLimit} bytes`,
    "let the guest download part of it, then start the VM again",
  );
  return [{ ...warning(finding), rule: "cloud-init-size", action: "warn" }];
}

function secretOf(vm: VmView, namespace: string, data: DerivedSecret["data"]): DerivedSecret {
  const metadata = vm.object.at("metadata");
  const owner = { name: metadata.at("name").string ?? "", uid: metadata.at("uid").string ?? "" };
  return { namespace, name: derivedSecretName(owner.uid), owner, data };
}
