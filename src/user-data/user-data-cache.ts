import type { Field } from "../field/field.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import { Budget, inlineBudget } from "./budget.ts";
import { ByteCache } from "./byte-cache.ts";
import { encodeBase64 } from "./encoding/base64.ts";
import { gzip } from "./encoding/gzip.ts";
import { decodeUtf8, encodeUtf8 } from "./encoding/utf8.ts";
import { type ContentFinding, longestFindings } from "./finding.ts";
import { readContent, readUserData } from "./read.ts";
import { dataSources, type InlineData, inlineLength, userDataLimit } from "./volume/data-source.ts";
import { readInline, type VolumeData, wrappedVolumeData } from "./volume/read-volume.ts";
import type { NoData, WrappedData } from "./wrapper/wrapper.ts";

/** Most bytes of each of the two caches: some hundred VMs' user data. */
const cacheLimit = 2 * 1024 * 1024;

/** Past this length a text is more than the platform accepts, and is not looked up. */
const longestKey = 2 * userDataLimit;

/** User data as decoded from one text, and the findings in it once a rule has asked for them. */
interface Decoded {
  readonly data: VolumeData;
  /** In bytes, as inlineLength measures it. */
  readonly length: number | undefined;
  readonly findings: Partial<Record<GuestOs, readonly ContentFinding[]>>;
}

/** User data, compressed and as base64. */
export interface Packed {
  /** Bytes after compression. */
  readonly length: number;
  readonly base64: string;
}

/**
 * Decodes and packs user data, and keeps the results by content, within a bound of bytes. The two webhooks and the two
 * objects of an update read the same few kilobytes up to six times, and compressing them is most of the work of a
 * mutation. Results do not depend on what is kept.
 */
export class UserDataCache {
  readonly #texts = new ByteCache<Decoded>(cacheLimit / 2, inlineBudget);
  readonly #base64Texts = new ByteCache<Decoded>(cacheLimit / 2, inlineBudget);
  readonly #packed = new ByteCache<Packed>(cacheLimit, inlineBudget);

  /**
   * Reads the user data of a cloud-init volume.
   * @param source the volume's `cloudInitNoCloud` or `cloudInitConfigDrive`
   */
  read(source: Field): VolumeData {
    const [data, second] = dataSources(source, "userData");
    if (data === undefined) return { kind: "none", addedByVmgate: false, wrapper: undefined };
    if (second !== undefined) return { kind: "unreadable" };
    if (data.kind === "secret") return { kind: "secret", name: data.name };
    return this.#decode(data).data;
  }

  /** {@link inlineLength} of data in a volume, not measured again where the same text was read. */
  lengthOf(data: InlineData): number | undefined {
    const known = this.#known(data);
    return known === undefined ? inlineLength(data) : known.length;
  }

  /** What the guest ignores or misreads in the inline user data of a volume; none where that cannot be read. */
  findings(source: Field, guestOs: GuestOs): readonly ContentFinding[] {
    const [text, second] = dataSources(source, "userData");
    if (text?.kind !== "inline" || second !== undefined) return [];
    const { data, findings } = this.#decode(text);
    if (data.kind !== "inline") return [];
    const { content, isCompressed } = data.user;
    // Content that was decompressed is not decompressed again.
    const read = isCompressed ? readContent : readUserData;
    return (findings[guestOs] ??= read(content, guestOs, new Budget(inlineBudget)).findings);
  }

  /** Compresses user data, and encodes it as base64. */
  pack(content: Uint8Array): Packed {
    const text = decodeUtf8(content);
    return text === undefined ? packed(content) : this.#packText(text);
  }

  /** The same for vmgate's wrapper: its text is kept as if it had been read, since the rules read it next. */
  packWrapper(text: string, user: WrappedData | NoData): Packed {
    const packed = this.#packText(text);
    const { base64, length } = packed;
    if (this.#base64Texts.get(base64) === undefined)
      keep(this.#base64Texts, base64, wrappedVolumeData(user, encodeUtf8(text)), length);
    return packed;
  }

  #packText(text: string): Packed {
    const known = this.#packed.get(text);
    if (known !== undefined) return known;
    const made = packed(encodeUtf8(text));
    this.#packed.set(text, made, made.base64.length);
    return made;
  }

  #decode(data: InlineData): Decoded {
    const known = this.#known(data);
    if (known !== undefined) return known;
    const length = inlineLength(data);
    return keep(this.#cacheOf(data), data.text, readInline(data, length), length);
  }

  #known(data: InlineData): Decoded | undefined {
    return data.text.length > longestKey ? undefined : this.#cacheOf(data).get(data.text);
  }

  #cacheOf({ isBase64 }: InlineData): ByteCache<Decoded> {
    return isBase64 ? this.#base64Texts : this.#texts;
  }
}

function packed(content: Uint8Array): Packed {
  const bytes = gzip(content);
  return { length: bytes.length, base64: encodeBase64(bytes) };
}

function keep(
  cache: ByteCache<Decoded>,
  text: string,
  data: VolumeData,
  length: number | undefined,
): Decoded {
  const decoded: Decoded = { data, length, findings: {} };
  if (text.length <= longestKey) cache.set(text, decoded, sizeOf(data) + longestFindings);
  return decoded;
}

/** Bytes of what was decoded. */
function sizeOf(data: VolumeData): number {
  if (data.kind !== "inline" && data.kind !== "none") return 0;
  return (data.wrapper?.length ?? 0) + (data.kind === "inline" ? data.user.content.length : 0);
}
