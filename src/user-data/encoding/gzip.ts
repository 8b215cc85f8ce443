import { gzipSync } from "fflate";
import { Budget, OverBudget } from "../budget.ts";
import { BadDeflate } from "./huffman.ts";
import { inflate } from "./inflate.ts";

/** Whether the bytes begin like gzip (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip with all its members, checksums and lengths verified as Python's `gzip` does. Gives undefined
 * for what is not whole and valid gzip. (Python also takes zeros behind the last member; here that counts as
 * corrupt.)
 * @param most how many bytes may come out; no more are made
 * @throws OverBudget when more would come out, or goes in.
 */
export function gunzip(
  bytes: Uint8Array,
  budget: Budget = new Budget(),
  most: number = budget.limit,
): Uint8Array | undefined {
  if (!isGzip(bytes)) return undefined;
  // Blocks may have no content: what goes in is bounded like what comes out.
  if (bytes.length > most) throw new OverBudget();
  try {
    return gunzipMembers(bytes, budget, most);
  } catch (error) {
    if (error instanceof BadDeflate) return undefined;
    throw error;
  }
}

function gunzipMembers(bytes: Uint8Array, budget: Budget, most: number): Uint8Array {
  const contents: Uint8Array[] = [];
  let left = most;
  for (let at = 0; at < bytes.length;) {
    const { content, end } = inflate(bytes, skipHeader(bytes, at), left, budget);
    if (!matchesTrailer(content, bytes, end)) throw new BadDeflate();
    left -= content.length;
    if (content.length > 0) contents.push(content);
    at = end + trailerLength;
  }
  const [only = new Uint8Array()] = contents;
  return contents.length < 2 ? only : concatenate(contents, most - left);
}

const headerLength = 10;
const trailerLength = 8;

/** Where the deflate stream of the member at `at` begins. */
function skipHeader(bytes: Uint8Array, at: number): number {
  if (!isGzip(bytes.subarray(at, at + 2)) || bytes[at + 2] !== 8) throw new BadDeflate();
  const flags = bytes[at + 3] ?? 0;
  let start = at + headerLength;
  if ((flags & 4) !== 0) start += 2 + (bytes[start] ?? 0) + ((bytes[start + 1] ?? 0) << 8);
  // A file name and a comment, each up to its zero.
  for (const flag of [8, 16]) if ((flags & flag) !== 0) start = bytes.indexOf(0, start) + 1 || bytes.length;
  return (flags & 2) === 0 ? start : start + 2;
}

/** Past this size even level 7 looks for repetitions at some length, for a few bytes. */
const longestAtSeven = 32 * 1024;

/**
 * Compresses without a time stamp: the same input gives the same bytes everywhere. Of 497 real user data level 9 makes
 * one byte less in all than level 7, and it takes four to eight times as long where somebody is up to it.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: bytes.length > longestAtSeven ? 6 : 7, mtime: 0 });
}

/** Whether the eight bytes from `end` on are the content's CRC-32 and length. */
function matchesTrailer(content: Uint8Array, bytes: Uint8Array, end: number): boolean {
  if (end + trailerLength > bytes.length) return false;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, trailerLength);
  return trailer.getUint32(4, true) === content.length && trailer.getUint32(0, true) === crc32(content);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
