import type { Explanation } from "../field/error.ts";
import { formatOf, isWrappable } from "../user-data/read.ts";
import { isSameBytes } from "../user-data/volume/read-volume.ts";
import { type NoData, wrap, type WrappedData } from "../user-data/wrapper/wrapper.ts";
import type { Guest } from "../platform-parts/part.ts";
import { leftWithout, missingFromUserData, type PlatformValues } from "./platform-values.ts";
import { platformParts } from "./platform-parts.ts";

/** What comes of merging: the wrapper's text; nothing, where the platform has nothing to say; or the reason. */
export type Merged =
  | { readonly kind: "merged"; readonly content: Uint8Array }
  | { readonly kind: "nothing" }
  | { readonly kind: "impossible"; readonly why: Explanation };

/**
 * Merges the platform's part into user data, for either place: packed inline on the VirtualMachine, or as
 * it is in the derived Secret of an instance. Pure: the same input gives the same bytes.
 */
export function merge(user: WrappedData | NoData, values: PlatformValues, guest: Guest): Merged {
  const parts = platformParts(values, guest);
  if (parts.length === 0) return { kind: "nothing" };
  const why =
    typeof user === "string"
      ? undefined
      : mergeError(user.content, guest, leftWithout(missingFromUserData(values, guest)));
  return why === undefined
    ? { kind: "merged", content: wrap(user, parts, guest.guestOs) }
    : { kind: "impossible", why };
}

function mergeError(content: Uint8Array, { guestOs }: Guest, without: string): Explanation | undefined {
  if (isWrappable(content, guestOs)) return undefined;
  const format = formatOf(content, guestOs);
  const reader = guestOs === "windows" ? "cloudbase-init" : "cloud-init";
  if (format === "unknown") {
    return {
      found: `user data that ${reader} does not know${without}`,
      allowed: `the platform's part can be merged with every format that ${reader} knows`,
      fix:
        guestOs === "windows"
          ? "begin with #ps1_sysnative or #cloud-config"
          : "begin with #cloud-config or #!",
    };
  }
  return {
    found: `a ${format === "jinja" ? "jinja template" : "bare certificate"}${without}`,
    allowed: "cloudbase-init reads it only when it stands alone",
    fix: "write a script or #cloud-config",
  };
}

/** Whether merging changes nothing: the volume already holds this text, however it is compressed. */
export function isUpToDate(merged: Uint8Array, wrapper: Uint8Array | undefined): boolean {
  return wrapper !== undefined && isSameBytes(merged, wrapper);
}
