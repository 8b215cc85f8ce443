import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import { decodeBase64 } from "../user-data/encoding/base64.ts";
import { isSameBytes } from "../user-data/volume/read-volume.ts";
import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import { VmView } from "../vm/view.ts";
import { derivedSecretOf } from "./derived-secret.ts";
import { guestOf } from "./guest.ts";
import { hasPlatformPart, injectInline } from "./inject-vmi.ts";
import { vmiUserData } from "./merge-stored.ts";
import { derivedSecretEnabled, type InjectionOptions } from "./options.ts";
import { userSecretName } from "./stored-user-data.ts";

/**
 * Whether a running VMI has the platform cloud-init that a start would give it today. `inSecret`: it has it from its
 * derived Secret, so that must be read, and {@link isSecretOutdated} be asked.
 */
export type PlatformPartState = "current" | "outdated" | { readonly inSecret: string };

/** The state of a VMI that a VirtualMachine controls, under the contract. */
export function platformPartState(vmi: unknown, options: InjectionOptions): PlatformPartState {
  if ("bad" in options.platformValues) return "current";
  const shown = VmView.ofVmi(vmi);
  const [volume] = shown.cloudInitVolumes;
  const derived = derivedSecretOf(shown);
  const names = ["secretRef", "networkDataSecretRef"].map((name) => volume?.source.at(name, "name").value);
  if (names.includes(derived)) return { inSecret: derived };
  const { object, findings } = injectInline(vmi, options);
  if (!isEqual(object, vmi)) return "outdated";
  const needsSecret =
    userSecretName(volume) !== undefined || findings.some(({ rule }) => rule === "cloud-init-size");
  const isMissing =
    needsSecret && derivedSecretEnabled(options) && hasPlatformPart(guestOf(volume, shown), options);
  return isMissing ? "outdated" : "current";
}

/**
 * Whether the derived Secret of a VMI has other platform cloud-init than it would be given today. What is the user's in
 * it is taken for the user's of today.
 * @param secret as the API server gives it
 */
export function isSecretOutdated(vmi: unknown, secret: unknown, options: InjectionOptions): boolean {
  const { platformValues: values } = options;
  if ("bad" in values) return false;
  const shown = VmView.ofVmi(vmi);
  const [volume] = shown.cloudInitVolumes;
  const guest = guestOf(volume, shown);
  const bytesOf = (key: string): Uint8Array | undefined => {
    const text = Field.root(secret).at("data", key).string;
    return text === undefined ? undefined : decodeBase64(text);
  };
  const userData = bytesOf("userdata");
  if (!isSame(userData, vmiUserData(userData, "secret", values, guest).bytes)) return true;
  const { networkData } = values.forGuest(guest);
  return !isSame(bytesOf("networkdata"), networkData === undefined ? undefined : encodeUtf8(networkData));
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : isSameBytes(a, b);
}
