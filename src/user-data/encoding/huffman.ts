/** Where bits are read from. */
export interface BitReader {
  readonly bytes: Uint8Array;
  at: number;
  /** Bits of the byte at `at` that were taken already. */
  bit: number;
}

/** The data is no deflate stream, or ends too early. */
export class BadDeflate extends Error {}

/** The next bits as a number, the lowest first. @throws BadDeflate at the end of the data. */
export function take(reader: BitReader, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value |= takeBit(reader) << i;
  return value;
}

function takeBit(reader: BitReader): number {
  const byte = reader.bytes[reader.at];
  if (byte === undefined) throw new BadDeflate();
  const value = (byte >> reader.bit) & 1;
  reader.bit = (reader.bit + 1) & 7;
  if (reader.bit === 0) reader.at++;
  return value;
}

/** A canonical Huffman code: how many symbols each length of code has, and the symbols in the order of their codes. */
export interface Code {
  readonly counts: Uint16Array;
  /** Where the next symbol of each length goes while the code is made. */
  readonly places: Uint16Array;
  readonly symbols: Uint16Array;
}

const longestCode = 15;

/** Most lengths of codes that a block can give, for 288 literals and lengths and 32 distances. */
export const mostLengths = 288 + 32;

/** Room for a code, to be made by `makeCode` as often as one is needed. */
export function newCode(): Code {
  return {
    counts: new Uint16Array(longestCode + 1),
    places: new Uint16Array(longestCode + 2),
    symbols: new Uint16Array(mostLengths),
  };
}

/** Makes the code of these lengths, one for each symbol; as in zlib it is complete, or has a single symbol of one bit, or none. */
export function makeCode({ counts, places, symbols }: Code, lengths: Uint8Array, mayBeSingle: boolean): void {
  counts.fill(0);
  places.fill(0);
  for (const length of lengths) counts[length] = at(counts, length) + 1;
  const used = lengths.length - at(counts, 0);
  let free = 1;
  for (let length = 1; length <= longestCode; length++) {
    free = free * 2 - at(counts, length);
    if (free < 0) throw new BadDeflate();
    places[length + 1] = at(places, length) + at(counts, length);
  }
  const isSingle = used === 0 || (used === 1 && counts[1] === 1);
  if (free > 0 && !(mayBeSingle && isSingle)) throw new BadDeflate();
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const place = at(places, length);
    symbols[place] = symbol;
    places[length] = place + 1;
  }
}

function at(numbers: Uint16Array, index: number): number {
  return numbers[index] ?? 0;
}

/** Reads a symbol by its code. @throws BadDeflate where there is none. */
export function takeSymbol(reader: BitReader, { counts, symbols }: Code): number {
  // Each bit of packed user data passes here: the reader moves once a symbol, and not once a bit.
  const { bytes } = reader;
  let { at, bit } = reader;
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length++) {
    const byte = bytes[at];
    if (byte === undefined) throw new BadDeflate();
    code |= (byte >> bit) & 1;
    bit = (bit + 1) & 7;
    if (bit === 0) at++;
    const count = counts[length] ?? 0;
    if (code - first < count) {
      reader.at = at;
      reader.bit = bit;
      return symbols[index + code - first] ?? 0;
    }
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new BadDeflate();
}

/** A code whose lengths are in no header. */
export function fixedCode(symbols: number, lengthOf: (symbol: number) => number): Code {
  const code = newCode();
  makeCode(
    code,
    Uint8Array.from({ length: symbols }, (_, symbol) => lengthOf(symbol)),
    false,
  );
  return code;
}
