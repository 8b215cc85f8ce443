import { quote } from "../field/error.ts";
import { isObject } from "../field/json.ts";
import { decodeBase64 } from "../user-data/encoding/base64.ts";
import { dataSources, inlineBytes } from "../user-data/volume/data-source.ts";
import type { UserDataSource } from "../user-data/wrapper/wrapper.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { GetResult } from "./cluster-state.ts";

/** The remedy where vmgate could not read from the API server: its rights and its network are the administrator's. */
export const restoreAccess = "ask your administrator to restore access, then start the VM again";

/** User data and the field it comes from; no bytes where there is none. */
export interface FoundUserData {
  readonly kind: "found";
  readonly bytes: Uint8Array | undefined;
  readonly source: UserDataSource;
}

/** The user data of a stored VirtualMachine, inline or in a Secret. */
export type StoredUserData =
  | FoundUserData
  /** More than one source, or broken base64: the rules deny it, and vmgate leaves it alone. */
  | { readonly kind: "malformed" }
  /** The Secret is not there yet: neither vmgate nor the guest can do without it. */
  | { readonly kind: "missing"; readonly name: string }
  | { readonly kind: "impossible"; readonly reason: string; readonly fix: string }
  | { readonly kind: "unreadable"; readonly what: string; readonly why: string };

/** The keys of user data in a Secret: KubeVirt reads the first two (KUBEVIRT.md §2.3), the specification allows the third. */
const keys = ["userdata", "userData", "user-data"] as const;

/** The name of the Secret that holds a volume's user data; undefined where the data is inline, or there is none. */
export function userSecretName(volume: CloudInitVolume | undefined): string | undefined {
  const data = volume === undefined ? [] : dataSources(volume.source, "userData");
  const [first] = data;
  return data.length === 1 && first?.kind === "secret" ? first.name : undefined;
}

/**
 * Reads the user data of a volume of the stored VirtualMachine.
 * @param secret the result of getting the Secret that the volume names; undefined where it names none
 */
export function storedUserData(
  volume: CloudInitVolume | undefined,
  secret: GetResult | undefined,
): StoredUserData {
  const [data, second] = volume === undefined ? [] : dataSources(volume.source, "userData");
  if (data === undefined) return { kind: "found", bytes: undefined, source: "userData" };
  if (second !== undefined) return { kind: "malformed" };
  if (data.kind === "secret") return secretUserData(data.name, secret);
  const bytes = inlineBytes(data);
  if (bytes === undefined) return { kind: "malformed" };
  const source = data.isBase64 ? "userDataBase64" : "userData";
  return { kind: "found", bytes, source };
}

function secretUserData(name: string, secret: GetResult | undefined): StoredUserData {
  if (secret === undefined || secret.kind === "notFound") return { kind: "missing", name };
  const what = `Secret ${quote(name)}`;
  if (secret.kind !== "found") {
    const { kind, why } = secret;
    return kind === "unavailable"
      ? { kind: "unreadable", what, why }
      : { kind: "impossible", reason: `vmgate cannot read ${what} (${why})`, fix: restoreAccess };
  }
  const data = isObject(secret.object) ? secret.object["data"] : undefined;
  const key = keys.find((candidate) => isObject(data) && Object.hasOwn(data, candidate));
  const text = key !== undefined && isObject(data) ? data[key] : undefined;
  const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
  if (bytes === undefined) {
    return {
      kind: "impossible",
      reason: `${what} has no key userdata`,
      fix: "put the user data under the key userdata, then start the VM again",
    };
  }
  return { kind: "found", bytes, source: "secret" };
}
