/** Where bits are read from. */
export interface BitReader {
  readonly bytes: Uint8Array;
  at: number;
  /** Bits of the byte at `at` that were taken already. */
  bit: number;
}

/** The data is no deflate stream, or ends too early. */
export class BadDeflate extends Error {}

/** The next bits as a number, the lowest first; at most 16. @throws BadDeflate at the end of the data. */
export function take(reader: BitReader, count: number): number {
  const { bytes, at, bit } = reader;
  const end = bit + count;
  if (at + end / 8 > bytes.length) throw new BadDeflate();
  const next = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  reader.at = at + (end >> 3);
  reader.bit = end & 7;
  return (next >> bit) & ((1 << count) - 1);
}

/** A canonical Huffman code: how many symbols each length of code has, and the symbols in the order of their codes. */
export interface Code {
  readonly counts: Uint16Array;
  /** Where the next symbol of each length goes while the code is made. */
  readonly places: Uint16Array;
  readonly symbols: Uint16Array;
  /**
   * By the next bits of the data, as many as the table has room for: a symbol whose code they begin with, times 16, plus
   * the length of that code. 0 where the code is longer, or there is none.
   */
  readonly table: Uint16Array;
}

const longestCode = 15;

/** Longer codes are of rare symbols; two bytes have as many bits from wherever the first of them begins. */
export const tableBits = 9;

/** Most lengths of codes that a block can give, for 288 literals and lengths and 32 distances. */
export const mostLengths = 288 + 32;

/** Room for a code, to be made by `makeCode` as often as one is needed. @param tableBits codes of so many bits are looked up at once */
export function newCode(tableBits: number): Code {
  return {
    table: new Uint16Array(1 << tableBits),
    counts: new Uint16Array(longestCode + 1),
    places: new Uint16Array(longestCode + 2),
    symbols: new Uint16Array(mostLengths),
  };
}

/** Makes the code of these lengths, one for each symbol; as in zlib it is complete, or has a single symbol of one bit, or none. */
export function makeCode(made: Code, lengths: Uint8Array, mayBeSingle: boolean): void {
  const { counts, places, symbols } = made;
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
  fillTable(made);
}

/** The symbols come in the order of their codes; in the data a code comes with its first bit lowest. */
function fillTable({ counts, symbols, table }: Code): void {
  table.fill(0);
  let [index, code] = [0, 0];
  for (let length = 1; 1 << length <= table.length; length++) {
    for (let left = at(counts, length); left > 0; left--) {
      const entry = at(symbols, index++) * 16 + length;
      for (let bits = reversed(code++, length); bits < table.length; bits += 1 << length) table[bits] = entry;
    }
    code <<= 1;
  }
}

function reversed(code: number, length: number): number {
  let bits = 0;
  for (let i = 0; i < length; i++) bits = (bits << 1) | ((code >> i) & 1);
  return bits;
}

function at(numbers: Uint16Array, index: number): number {
  return numbers[index] ?? 0;
}

/** Reads a symbol by its code. @throws BadDeflate where there is none. */
export function takeSymbol(reader: BitReader, code: Code): number {
  const { bytes, at, bit } = reader;
  const { table } = code;
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === undefined || second === undefined) return takeLongSymbol(reader, code);
  const next = (first | (second << 8)) >> bit;
  const entry = table[next & (table.length - 1)] ?? 0;
  if (entry === 0) return takeLongSymbol(reader, code);
  const end = bit + (entry & 15);
  reader.at = at + (end >> 3);
  reader.bit = end & 7;
  return entry >> 4;
}

/** The same bit by bit: a long code, or one at the end of the data. */
function takeLongSymbol(reader: BitReader, { counts, symbols }: Code): number {
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
  const code = newCode(tableBits);
  makeCode(
    code,
    Uint8Array.from({ length: symbols }, (_, symbol) => lengthOf(symbol)),
    false,
  );
  return code;
}
