import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import { unpack } from "../user-data/read.ts";
import { type NoData, unwrap, type UserDataSource, type WrappedData } from "../user-data/wrapper/wrapper.ts";
import type { Guest } from "../platform-parts/part.ts";
import type { PlatformValues } from "./platform-values.ts";
import type { Explanation } from "../field/error.ts";
import { modifiedByHand } from "./findings.ts";
import { merge } from "./merge.ts";

/** The user data of a VMI's derived Secret. */
export interface VmiUserData {
  /** What to write, raw; undefined where neither the user nor the platform has any. */
  readonly bytes: Uint8Array | undefined;
  /** Why platform cloud-init is not in it. */
  readonly why?: Explanation;
}

/**
 * Merges today's platform cloud-init into the user data of a VMI at its start (contract §4). A Secret has room,
 * so the text is not compressed and stays readable.
 * @param bytes the user data: a Secret's value, or inline data decoded, in vmgate's wrapper or not
 * @param source the field it comes from, for the wrapper's header
 */
export function vmiUserData(
  bytes: Uint8Array | undefined,
  source: UserDataSource,
  values: PlatformValues,
  guest: Guest,
): VmiUserData {
  const user = bytes === undefined ? "empty" : userOf(bytes, source);
  if (user === "modified") return { bytes, why: modifiedByHand };
  const merged = merge(user, values, guest);
  if (merged.kind === "merged") return { bytes: encodeUtf8(merged.text) };
  const own = typeof user === "string" ? undefined : user.content;
  return merged.kind === "impossible" ? { bytes: own, why: merged.why } : { bytes: own };
}

function userOf(bytes: Uint8Array, source: UserDataSource): WrappedData | NoData | "modified" {
  const unpacked = unpack(bytes);
  // Damaged gzip stays as it is; for merge it is an unknown format.
  const { content, isCompressed } = unpacked ?? { content: bytes, isCompressed: false };
  const wrapping = unwrap(content);
  if (wrapping.kind === "modified") return "modified";
  return wrapping.kind === "wrapped" ? wrapping.user : { content, source, isCompressed };
}
