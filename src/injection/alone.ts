import { encodeBase64 } from "../user-data/encoding/base64.ts";
import { showUtf8 } from "../user-data/encoding/utf8.ts";
import { isWrappable } from "../user-data/read.ts";
import { dataSources, inlineLimit } from "../user-data/volume/data-source.ts";
import type { VolumeData } from "../user-data/volume/read-volume.ts";
import type { Packed, UserDataCache } from "../user-data/user-data-cache.ts";
import type { WrappedData } from "../user-data/wrapper/wrapper.ts";
import type { CloudInitVolume } from "../vm/cloud-init-volumes.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import type { Guest } from "../platform-parts/part.ts";
import type { PlatformValues } from "./platform-values.ts";
import { merge } from "./merge.ts";

/** A field of a cloud-init volume, and its text. */
export type Member = readonly [name: string, text: string];

/** Inline user data of a volume. */
export type Inline = Extract<VolumeData, { kind: "inline" }>;

/**
 * The user's data alone, as the field to write: as it was written or, where that is more than KubeVirt accepts,
 * compressed. Undefined where the volume holds it already, and where even compression does not help.
 */
export function aloneIn(
  volume: CloudInitVolume,
  data: Inline,
  guestOs: GuestOs,
  userData: UserDataCache,
): Member | undefined {
  const { user, wrapper } = data;
  const written = wrapper === undefined ? undefined : originalField(user, userData);
  if (!isTooLong(volume, data, userData) || !isWrappable(user.content, guestOs)) return written;
  const packed = userData.pack(user.content);
  return packed.length > inlineLimit ? written : packedMember(packed);
}

/** The user's data in the field that it was written in; compressed again if the user had compressed it. */
function originalField({ content, source, isCompressed }: WrappedData, userData: UserDataCache): Member {
  if (source === "userData") return [source, showUtf8(content)];
  return ["userDataBase64", isCompressed ? userData.pack(content).base64 : encodeBase64(content)];
}

/** Whether the user's data alone, as it was written, is more than KubeVirt accepts. */
export function isTooLong(
  { source }: CloudInitVolume,
  { user, wrapper }: Inline,
  userData: UserDataCache,
): boolean {
  if (wrapper === undefined) {
    const [data] = dataSources(source, "userData");
    return data?.kind === "inline" && (userData.lengthOf(data) ?? 0) > inlineLimit;
  }
  const length = user.isCompressed ? userData.pack(user.content).length : user.content.length;
  return length > inlineLimit;
}

/**
 * The wrapper, compressed; undefined where not even the user's data alone would fit, which the rule cloud-init-size
 * reports: with the platform's part it is only longer. Data that would be stored compressed alone, if the wrapper did
 * not fit, is measured as it would then be read: otherwise the next review, which reads it so, might find that it fits.
 */
export function packInline(
  text: string,
  {
    volume,
    data,
    values,
    guest,
  }: { volume: CloudInitVolume; data: Inline; values: PlatformValues; guest: Guest },
  userData: UserDataCache,
): Packed | undefined {
  const isLong = isTooLong(volume, data, userData);
  const isWritten = data.wrapper === undefined;
  if (isLong && isWritten && userData.pack(data.user.content).length > inlineLimit) return undefined;
  const packed = userData.packWrapper(text, data.user);
  if (!isLong) return packed;
  const next: WrappedData = { content: data.user.content, source: "userDataBase64", isCompressed: true };
  const again = merge(next, values, guest);
  const repacked = again.kind === "merged" ? userData.packWrapper(again.text, next) : packed;
  return repacked.length > inlineLimit || packed.length > inlineLimit ? repacked : packed;
}

/** Compressed data as the field of a volume. */
export function packedMember({ base64 }: Packed): Member {
  return ["userDataBase64", base64];
}
