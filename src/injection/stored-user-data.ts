import { isObject } from "../field/json.ts";
import { decodeBase64 } from "../user-data/encoding/base64.ts";
import { dataSources, inlineBytes } from "../user-data/volume/data-source.ts";
import type { UserDataSource } from "../user-data/wrapper/wrapper.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { GetResult } from "./cluster-state.ts";

/** User data and where they stand; no bytes where there are none. */
export interface FoundUserData {
  readonly kind: "found";
  readonly bytes: Uint8Array | undefined;
  readonly source: UserDataSource;
}

/** The user data of a stored VirtualMachine, wherever they lie. */
export type StoredUserData =
  | FoundUserData
  /** More than one source, broken base64: the rules refuse it, and nobody may touch it. */
  | { readonly kind: "malformed" }
  | { readonly kind: "unavailable"; readonly found: string; readonly fix: string };

/** Where user data stand in a Secret: KubeVirt reads the first two (KUBEVIRT.md §2.3), the specification allows the third. */
const keys = ["userdata", "userData", "user-data"] as const;

/** The name of the Secret that holds a volume's user data; undefined where it holds them itself, or none. */
export function userSecretName(volume: CloudInitVolume | undefined): string | undefined {
  const data = volume === undefined ? [] : dataSources(volume.source, "userData");
  const [first] = data;
  return data.length === 1 && first?.kind === "secret" ? first.name : undefined;
}

/**
 * Reads the user data of a volume of the stored VirtualMachine.
 * @param secret what came of reading the Secret that the volume names; undefined where it names none
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
  const unavailable = (found: string, fix: string): StoredUserData => ({ kind: "unavailable", found, fix });
  if (secret === undefined || secret.kind === "notFound") {
    return unavailable(
      `Secret "${name}" does not exist, and KubeVirt waits for it`,
      "create the Secret and start the VM again",
    );
  }
  if (secret.kind === "error") {
    return unavailable(
      `Secret "${name}" can't be read: ${secret.why}`,
      "start the VM again once that is put right",
    );
  }
  const data = isObject(secret.object) ? secret.object["data"] : undefined;
  const key = keys.find((candidate) => isObject(data) && Object.hasOwn(data, candidate));
  const text = key !== undefined && isObject(data) ? data[key] : undefined;
  const bytes = typeof text === "string" ? decodeBase64(text) : undefined;
  if (bytes === undefined) {
    return unavailable(
      `Secret "${name}" has none of the keys ${keys.join(", ")}`,
      "put the user data under userdata and start the VM again",
    );
  }
  return { kind: "found", bytes, source: "secret" };
}
