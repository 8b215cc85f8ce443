import { unpack } from "../user-data/read.ts";
import { type NoData, unwrap, type UserDataSource, type WrappedData } from "../user-data/wrapper/wrapper.ts";
import type { Guest } from "../platform-parts/part.ts";
import type { PlatformValues } from "./platform-values.ts";
import type { Explanation } from "../field/error.ts";
import { merge } from "./merge.ts";

/** The user data of an instance's derived Secret. */
export interface VmiUserData {
  /** What to write, raw; undefined where there is nothing of the user's nor of the platform's. */
  readonly bytes: Uint8Array | undefined;
  /** Why the platform's part is not in it. */
  readonly why?: Explanation;
}

/**
 * Merges today's platform part into the user data of an instance at its start (contract §4). A Secret has
 * room, so the text is not compressed and can be read where it lies.
 * @param bytes the user data: a Secret's value, or inline data decoded, in our wrapper or not
 * @param source where they stand, for the mark
 */
export function vmiUserData(
  bytes: Uint8Array | undefined,
  source: UserDataSource,
  values: PlatformValues,
  guest: Guest,
): VmiUserData {
  const user = bytes === undefined ? "empty" : userOf(bytes, source);
  if (user === "edited") return { bytes, why: editedByHand };
  const merged = merge(user, values, guest);
  if (merged.kind === "merged") return { bytes: merged.content };
  const own = typeof user === "string" ? undefined : user.content;
  return merged.kind === "impossible" ? { bytes: own, why: merged.why } : { bytes: own };
}

const editedByHand: Explanation = {
  found: "user data that vmgate once wrapped and that were changed by hand since",
  allowed: "the user's own data, or a wrapper as vmgate wrote it",
  fix: "write the user data alone; vmgate userdata --original takes them out of an older copy",
};

function userOf(bytes: Uint8Array, source: UserDataSource): WrappedData | NoData | "edited" {
  const unpacked = unpack(bytes);
  // Damaged gzip stays as it is; merge finds that nothing knows it.
  const { content, isCompressed } = unpacked ?? { content: bytes, isCompressed: false };
  const wrapping = unwrap(content);
  if (wrapping.kind === "edited") return "edited";
  return wrapping.kind === "wrapped" ? wrapping.user : { content, source, isCompressed };
}
