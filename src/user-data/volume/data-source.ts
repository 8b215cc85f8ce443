import { type Field, memberOf } from "../../field/field.ts";
import { base64Length } from "../../vm/base64.ts";
import { utf8Length } from "../../vm/utf8.ts";
import { decodeBase64 } from "../encoding/base64.ts";
import { encodeUtf8 } from "../encoding/utf8.ts";

/** Most bytes of user data and of network data that KubeVirt accepts inline, decoded (cloudInitUserMaxLen, cloudInitNetworkMaxLen). */
export const inlineLimit = 2048;

/**
 * Most bytes of user data as the user writes it, inline; past that, a warning where it is in a Secret (contract §2,
 * cloud-init-size).
 */
export const userDataLimit = 16 * 1024;

/** One of the two kinds of data in a cloud-init volume. */
export type DataName = "userData" | "networkData";

/** The members of a volume that hold its data: text, base64, and the reference to a Secret. */
export const dataMembers = {
  userData: { text: "userData", base64: "userDataBase64", secret: "secretRef" },
  networkData: { text: "networkData", base64: "networkDataBase64", secret: "networkDataSecretRef" },
} as const satisfies Readonly<Record<DataName, unknown>>;

/** Where a volume's user data or network data comes from. */
export type DataSource = InlineData | SecretData;

/** Data in the volume itself. */
export interface InlineData {
  readonly kind: "inline";
  readonly field: Field;
  readonly text: string;
  readonly isBase64: boolean;
}

/** Data in a Secret; `field` is the reference to it. */
interface SecretData {
  readonly kind: "secret";
  readonly field: Field;
  readonly name: string;
}

/**
 * All sources of data that a cloud-init volume names, in KubeVirt's order of reading: Secret, base64, text.
 * Empty fields count as absent, as in KubeVirt; more than one is denied.
 * @param volume the volume's `cloudInitNoCloud` or `cloudInitConfigDrive`
 */
export function dataSources(volume: Field, data: DataName): readonly DataSource[] {
  const { secret, base64, text } = dataMembers[data];
  const sources = [
    secretData(volume, secret),
    inlineData(volume, base64, true),
    inlineData(volume, text, false),
  ];
  return sources.filter((source) => source !== undefined);
}

/** The bytes of inline data; undefined for base64 that Go rejects. @param length theirs, where it was measured */
export function inlineBytes({ text, isBase64 }: InlineData, length?: number): Uint8Array | undefined {
  return isBase64 ? decodeBase64(text, length) : encodeUtf8(text);
}

/** The length of inline data in bytes, without decoding it; undefined for base64 that Go rejects. */
export function inlineLength({ text, isBase64 }: InlineData): number | undefined {
  return isBase64 ? base64Length(text) : utf8Length(text);
}

function secretData(volume: Field, member: string): SecretData | undefined {
  const name = memberOf(memberOf(volume.value, member), "name");
  return isText(name) ? { kind: "secret", field: volume.at(member), name } : undefined;
}

function inlineData(volume: Field, member: string, isBase64: boolean): InlineData | undefined {
  const text = memberOf(volume.value, member);
  return isText(text) ? { kind: "inline", field: volume.at(member), text, isBase64 } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
