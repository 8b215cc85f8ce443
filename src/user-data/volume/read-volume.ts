import { Budget, inlineBudget } from "../budget.ts";
import { inlineBytes, type InlineData, inlineLength, inlineLimit, userDataLimit } from "./data-source.ts";
import { unpack } from "../read.ts";
import { type NoData, unwrap, type WrappedData } from "../wrapper/wrapper.ts";

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

/** Reads inline user data. @param length that of the data, where it was measured */
export function readInline(data: InlineData, length = inlineLength(data)): VolumeData {
  const bytes = length === undefined || length > userDataLimit ? undefined : inlineBytes(data, length);
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
  return wrappedVolumeData(wrapping.user, content);
}

/** What reading vmgate's wrapper returns. */
export function wrappedVolumeData(user: WrappedData | NoData, wrapper: Uint8Array): VolumeData {
  return typeof user === "string"
    ? { kind: "none", addedByVmgate: user === "none", wrapper }
    : { kind: "inline", user, wrapper };
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
