import { encodeBase64 } from "../user-data/encoding/base64.ts";
import { gzip } from "../user-data/encoding/gzip.ts";
import { isWrappable } from "../user-data/read.ts";
import { dataSources, inlineLength, inlineLimit } from "../user-data/volume/data-source.ts";
import { originalField, type VolumeData } from "../user-data/volume/read-volume.ts";
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
export function aloneIn(volume: CloudInitVolume, data: Inline, guestOs: GuestOs): Member | undefined {
  const { user, wrapper } = data;
  const written = wrapper === undefined ? undefined : originalField(user);
  if (!isTooLong(volume, data) || !isWrappable(user.content, guestOs)) return written;
  const packed = gzip(user.content);
  return packed.length > inlineLimit ? written : packedMember(packed);
}

/** Whether the user's data alone, as it was written, is more than KubeVirt accepts. */
export function isTooLong({ source }: CloudInitVolume, { user, wrapper }: Inline): boolean {
  if (wrapper === undefined) {
    const [data] = dataSources(source, "userData");
    return data?.kind === "inline" && (inlineLength(data) ?? 0) > inlineLimit;
  }
  const length = user.isCompressed ? gzip(user.content).length : user.content.length;
  return length > inlineLimit;
}

/**
 * The wrapper, compressed. Data that would be stored compressed alone, if the wrapper did not fit, is measured as it
 * would then be read: otherwise the next review, which reads it so, might find that it fits.
 */
export function packWrapper(
  content: Uint8Array,
  {
    volume,
    data,
    values,
    guest,
  }: { volume: CloudInitVolume; data: Inline; values: PlatformValues; guest: Guest },
): Uint8Array {
  const packed = gzip(content);
  if (!isTooLong(volume, data)) return packed;
  const next = { content: data.user.content, source: "userDataBase64", isCompressed: true } as const;
  const again = merge(next, values, guest);
  const repacked = again.kind === "merged" ? gzip(again.content) : packed;
  return repacked.length > inlineLimit || packed.length > inlineLimit ? repacked : packed;
}

/** Compressed data as the field of a volume. */
export function packedMember(packed: Uint8Array): Member {
  return ["userDataBase64", encodeBase64(packed)];
}
