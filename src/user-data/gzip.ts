import { Gunzip, gunzipSync, gzipSync } from "fflate";

/**
 * Most that user data may hold after decompression, in bytes. KubeVirt takes 2,048 compressed bytes
 * inline and a Secret 16 KiB; deflate packs at most 1,032:1, so a small bomb could fill the memory.
 */
const unpackedLimit = 1 << 20;

/** Whether the bytes begin like gzip (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip with all its members, checksums and lengths verified as Python's `gzip` does.
 * Gives undefined for what is not whole and valid gzip, or holds more than 1 MiB. (Python also takes zeros behind
 * the last member; here that counts as corrupt.)
 */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  return isGzip(bytes) ? (gunzipOne(bytes) ?? gunzipMembers(bytes)) : undefined;
}

/** The content when all bytes are one member, as nearly always: its length then stands at the end. */
function gunzipOne(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 18) return undefined;
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (size > unpackedLimit) return undefined;
  try {
    // What is longer than it says is cut at the buffer's end, and fails the check.
    const content = gunzipSync(bytes, { out: new Uint8Array(size) });
    return matchesTrailer(content, bytes, bytes.length) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** What the decompressor gets at once, in bytes: at most 1,032 times as much comes out before the limit is looked at. */
const step = 1024;

/** The content of any number of members; ten times slower than reading one. */
function gunzipMembers(bytes: Uint8Array): Uint8Array | undefined {
  const members: Uint8Array[][] = [[]];
  const ends: number[] = [];
  let size = 0;
  const stream = new Gunzip((chunk) => {
    size += chunk.length;
    members.at(-1)?.push(chunk);
  });
  stream.onmember = (start) => {
    ends.push(start);
    members.push([]);
  };
  try {
    for (let i = 0; i < bytes.length; i += step) {
      stream.push(bytes.subarray(i, i + step), i + step >= bytes.length);
      if (size > unpackedLimit) return undefined;
    }
  } catch {
    return undefined;
  }
  ends.push(bytes.length);
  const contents = members.map(concatenate);
  return contents.every((content, i) => matchesTrailer(content, bytes, ends[i] ?? 0))
    ? concatenate(contents)
    : undefined;
}

/** Compresses with the best level and no time stamp: the same input gives the same bytes everywhere. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 9, mtime: 0 });
}

/** Whether the eight bytes before `end` are the content's CRC-32 and length. */
function matchesTrailer(content: Uint8Array, bytes: Uint8Array, end: number): boolean {
  if (end < 18) return false;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 8, 8);
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

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
