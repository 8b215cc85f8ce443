import type { Explanation } from "../field/error.ts";
import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import { formatOf, isWrappable } from "../user-data/read.ts";
import { isSameBytes } from "../user-data/volume/read-volume.ts";
import { type NoData, wrap, type WrappedData } from "../user-data/wrapper/wrapper.ts";
import type { Guest } from "../platform-parts/part.ts";
import { notInjected } from "./findings.ts";
import type { PlatformValues } from "./platform-values.ts";

/** The result of merging: the wrapper's text; nothing, where the platform has nothing to inject; or the reason. */
export type Merged =
  | { readonly kind: "merged"; readonly text: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "impossible"; readonly why: Explanation };

/**
 * Merges platform cloud-init into user data, for both uses: packed inline in the VirtualMachine, and as it is in
 * the derived Secret of a VMI. Pure: the same input gives the same bytes.
 */
export function merge(user: WrappedData | NoData, values: PlatformValues, guest: Guest): Merged {
  const { parts, missingFromUserData } = values.forGuest(guest);
  if (parts.length === 0) return { kind: "nothing" };
  const why = typeof user === "string" ? undefined : mergeError(user.content, guest, missingFromUserData);
  return why === undefined
    ? { kind: "merged", text: wrap(user, parts, guest.guestOs) }
    : { kind: "impossible", why };
}

function mergeError(content: Uint8Array, { guestOs }: Guest, missing: string): Explanation | undefined {
  if (isWrappable(content, guestOs)) return undefined;
  const format = formatOf(content, guestOs);
  if (format === "unknown") {
    const headers = guestOs === "windows" ? "#ps1_sysnative or #cloud-config" : "#cloud-config or #!";
    return notInjected(missing, "unrecognized user data format", `start it with ${headers}`);
  }
  const what = format === "jinja" ? "Jinja template" : "bare certificate";
  const reason = `cloudbase-init does not read a ${what} in a multipart message`;
  return notInjected(missing, reason, "write a script or #cloud-config");
}

/** Whether merging changes nothing: the volume already holds this text, however it is compressed. */
export function isUpToDate(merged: string, wrapper: Uint8Array | undefined): boolean {
  return wrapper !== undefined && isSameBytes(encodeUtf8(merged), wrapper);
}
