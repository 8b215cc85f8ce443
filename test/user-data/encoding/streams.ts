/** Bytes that do not compress, the same each time for a seed. */
export function noise(length: number, seed: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state >> 8;
  });
}

/** Byte strings one behind the other. */
export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}

/** The bytes of bits, of which the first is the lowest of the first byte. */
export function packBits(bits: string): Uint8Array {
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    parseInt(
      bits
        .slice(i * 8, i * 8 + 8)
        .split("")
        .reverse()
        .join("") || "0",
      2,
    ),
  );
}

/**
 * A block with codes of its own, as bits (RFC 1951, 3.2.7). The lengths 0 to 14 have codes of four bits, 15 and the
 * repetition of the length before (16) of five.
 * @param lengths of the codes for literals, lengths and distances, in the order of the block; a text is bits as they are
 * @param bits what is behind the header
 */
export function dynamicBlock(
  literals: number,
  distances: number,
  lengths: readonly (number | string)[],
  bits: string,
): string {
  const low = (value: number, count: number): string =>
    value.toString(2).padStart(count, "0").split("").reverse().join("");
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const header = order.map((code) => low(code > 16 ? 0 : code > 14 ? 5 : 4, 3));
  const codes = lengths.map((length) => {
    if (typeof length === "string") return length;
    return length < 15 ? length.toString(2).padStart(4, "0") : (length + 15).toString(2);
  });
  const counts = low(literals - 257, 5) + low(distances - 1, 5) + low(15, 4);
  return `1${low(2, 2)}${counts}${header.join("")}${codes.join("")}${bits}`;
}
