import { Budget, inlineBudget } from "../budget.ts";
import { ByteCache } from "../byte-cache.ts";
import {
  dataSources,
  inlineBytes,
  type InlineData,
  inlineLength,
  inlineLimit,
  userDataLimit,
} from "./data-source.ts";
import { encodeBase64 } from "../encoding/base64.ts";
import { gzip } from "../encoding/gzip.ts";
import { unpack } from "../read.ts";
import { showUtf8 } from "../encoding/utf8.ts";
import { unwrap, type WrappedData } from "../wrapper/wrapper.ts";
import type { Field } from "../../field/field.ts";

/**
 * The user's data in a cloud-init volume, in vmgate's wrapper or not. `unreadable` (more than one source, broken
 * base64, more than 16 KiB) and `modified` (a wrapper that was modified by hand) are denied by a rule, and vmgate
 * leaves them alone. `addedByVmgate`: the whole volume is vmgate's.
 */
export type VolumeData =
  | { readonly kind: "none"; readonly addedByVmgate: boolean; readonly wrapper: Uint8Array | undefined }
  | { readonly kind: "inline"; readonly user: WrappedData; readonly wrapper: Uint8Array | undefined }
  | { readonly kind: "secret"; readonly name: string }
  | { readonly kind: "unreadable" }
  | { readonly kind: "modified" };

/**
 * What was decoded last, by its text. Together, the two webhooks and the two objects of an update read the same
 * few kilobytes up to six times, and decompressing them is most of the work.
 */
const decodeCache = new ByteCache<VolumeData>(4 << 20, inlineBudget);

/** Past this length a text is more than the platform takes, and is not copied to look it up. */
const longestKey = 2 * userDataLimit;

/**
 * Reads the user data of a cloud-init volume.
 * @param source the volume's `cloudInitNoCloud` or `cloudInitConfigDrive`
 */
export function readVolumeData(source: Field): VolumeData {
  const [data, second] = dataSources(source, "userData");
  if (data === undefined) return { kind: "none", addedByVmgate: false, wrapper: undefined };
  if (second !== undefined) return { kind: "unreadable" };
  if (data.kind === "secret") return { kind: "secret", name: data.name };
  if (data.text.length > longestKey) return readInline(data);
  const key = `${data.isBase64 ? "base64" : "text"} ${data.text}`;
  let read = decodeCache.get(key);
  if (read === undefined) {
    read = readInline(data);
    decodeCache.set(key, read, sizeOf(read));
  }
  return read;
}

function sizeOf(data: VolumeData): number {
  if (data.kind !== "inline" && data.kind !== "none") return 0;
  return (data.wrapper?.length ?? 0) + (data.kind === "inline" ? data.user.content.length : 0);
}

function readInline(data: InlineData): VolumeData {
  const length = inlineLength(data);
  const bytes = length === undefined || length > userDataLimit ? undefined : inlineBytes(data);
  if (bytes === undefined) return { kind: "unreadable" };
  // Gzip that is damaged or too large is the user's content like any other: of an unknown format, so it is not wrapped.
  const unpacked = unpack(bytes, new Budget(inlineBudget));
  const { content, isCompressed } = unpacked ?? { content: bytes, isCompressed: false };
  const wrapping = unwrap(content);
  if (wrapping.kind === "modified") return wrapping;
  if (wrapping.kind === "none") {
    const source = data.isBase64 ? "userDataBase64" : "userData";
    return { kind: "inline", user: { content, source, isCompressed }, wrapper: undefined };
  }
  const { user } = wrapping;
  return typeof user === "string"
    ? { kind: "none", addedByVmgate: user === "none", wrapper: content }
    : { kind: "inline", user, wrapper: content };
}

/** Whether two volumes hold the same user data, in the same field where they fit into it. */
export function isSameData(a: VolumeData, b: VolumeData): boolean {
  if (a.kind === "inline" && b.kind === "inline") {
    const isSameField = a.user.source === b.user.source && a.user.isCompressed === b.user.isCompressed;
    // What does not fit as it was written is stored compressed, in the other field.
    const isMoved = a.user.content.length > inlineLimit;
    return (isSameField || isMoved) && isSameBytes(a.user.content, b.user.content);
  }
  if (a.kind === "secret" && b.kind === "secret") return a.name === b.name;
  return a.kind === "none" && b.kind === "none";
}

/** Whether two byte strings are equal. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The user's data as the field of the volume that it was written in; compressed again where the user's was. */
export function originalField({ content, source, isCompressed }: WrappedData): readonly [string, string] {
  return source === "userData"
    ? [source, showUtf8(content)]
    : ["userDataBase64", encodeBase64(isCompressed ? gzip(content) : content)];
}
