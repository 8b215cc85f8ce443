import { type Budget, OverBudget } from "./budget.ts";

/** What was decompressed, and the index behind the last byte that was read for it. */
export interface Inflated {
  readonly content: Uint8Array;
  readonly end: number;
}

/** The data is no deflate stream, or ends too early. */
export class BadDeflate extends Error {}

/**
 * Decompresses one deflate stream (RFC 1951), as strictly as zlib does. A library would build 64 KiB of tables for
 * every block, and a block may have 28 bytes and no content; and none stops in time. Here a block costs what its
 * header says, and the output never grows past the limit.
 * @param start where in `bytes` the stream begins
 * @param most how many bytes may come out
 * @throws BadDeflate when it is damaged, OverBudget when more would come out.
 */
export function inflate(bytes: Uint8Array, start: number, most: number, budget: Budget): Inflated {
  const stream: Stream = {
    bytes,
    at: start,
    bit: 0,
    out: new Uint8Array(Math.min(most, 4096)),
    size: 0,
    most,
  };
  let isLast = false;
  while (!isLast) {
    isLast = take(stream, 1) === 1;
    const type = take(stream, 2);
    budget.spend(1);
    if (type === 0) copyStored(stream);
    else if (type === 1) inflateBlock(stream, fixedLengths, fixedDistances, budget);
    else if (type === 2) inflateDynamic(stream, budget);
    else throw new BadDeflate();
  }
  return { content: stream.out.slice(0, stream.size), end: stream.at + (stream.bit > 0 ? 1 : 0) };
}

interface Stream {
  readonly bytes: Uint8Array;
  at: number;
  /** Bits of the byte at `at` that were taken already. */
  bit: number;
  out: Uint8Array;
  size: number;
  readonly most: number;
}

function take(stream: Stream, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value |= takeBit(stream) << i;
  return value;
}

function takeBit(stream: Stream): number {
  const byte = stream.bytes[stream.at];
  if (byte === undefined) throw new BadDeflate();
  const value = (byte >> stream.bit) & 1;
  stream.bit = (stream.bit + 1) & 7;
  if (stream.bit === 0) stream.at++;
  return value;
}

function write(stream: Stream, byte: number): void {
  if (stream.size >= stream.most) throw new OverBudget();
  if (stream.size === stream.out.length) {
    const larger = new Uint8Array(Math.min(stream.most, stream.size * 2));
    larger.set(stream.out);
    stream.out = larger;
  }
  stream.out[stream.size++] = byte;
}

function copyStored(stream: Stream): void {
  if (stream.bit > 0) stream.at++;
  stream.bit = 0;
  const length = take(stream, 16);
  if (take(stream, 16) !== (~length & 0xffff)) throw new BadDeflate();
  for (let i = 0; i < length; i++) write(stream, take(stream, 8));
}

/** A canonical Huffman code: how many symbols each length of code has, and the symbols in the order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

const longestCode = 15;

/** The code of these lengths, one for each symbol; as in zlib it is complete, or has a single symbol of one bit, or none. */
function codeOf(lengths: readonly number[], mayBeSingle: boolean): Code {
  const counts = new Uint16Array(longestCode + 1);
  for (const length of lengths) counts[length] = at(counts, length) + 1;
  const used = lengths.length - at(counts, 0);
  let free = 1;
  for (let length = 1; length <= longestCode; length++) {
    free = free * 2 - at(counts, length);
    if (free < 0) throw new BadDeflate();
  }
  const isSingle = used === 0 || (used === 1 && counts[1] === 1);
  if (free > 0 && !(mayBeSingle && isSingle)) throw new BadDeflate();
  return { counts, symbols: inOrder(lengths, counts) };
}

/** The symbols in the order of their codes: by length, then by number. */
function inOrder(lengths: readonly number[], counts: Uint16Array): Uint16Array {
  const fields = new Uint16Array(longestCode + 2);
  for (let length = 1; length <= longestCode; length++) {
    fields[length + 1] = at(fields, length) + at(counts, length);
  }
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const field = at(fields, length);
    symbols[field] = symbol;
    fields[length] = field + 1;
  }
  return symbols;
}

function at(numbers: Uint16Array, index: number): number {
  return numbers[index] ?? 0;
}

function takeSymbol(stream: Stream, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= longestCode; length++) {
    code |= takeBit(stream);
    const count = counts[length] ?? 0;
    if (code - first < count) return symbols[index + code - first] ?? 0;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new BadDeflate();
}

const fixedLengths = codeOf(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  false,
);
const fixedDistances = codeOf(
  Array.from({ length: 32 }, () => 5),
  false,
);

/** In this order a block's header gives the lengths of the codes for the lengths of its codes (RFC 1951, 3.2.7). */
const headerOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;

function inflateDynamic(stream: Stream, budget: Budget): void {
  const [lengthCodes, distanceCodes] = [take(stream, 5) + 257, take(stream, 5) + 1];
  const given = take(stream, 4) + 4;
  if (lengthCodes > 286 || distanceCodes > 30) throw new BadDeflate();
  const header = new Array<number>(headerOrder.length).fill(0);
  for (const field of headerOrder.slice(0, given)) header[field] = take(stream, 3);
  const lengths = readLengths(stream, codeOf(header, false), lengthCodes + distanceCodes);
  budget.spend(lengths.length);
  if (lengths[256] === 0) throw new BadDeflate();
  const literals = codeOf(lengths.slice(0, lengthCodes), true);
  inflateBlock(stream, literals, codeOf(lengths.slice(lengthCodes), true), budget);
}

function readLengths(stream: Stream, code: Code, wanted: number): number[] {
  const lengths: number[] = [];
  while (lengths.length < wanted) {
    const symbol = takeSymbol(stream, code);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const repeated = symbol === 16 ? lengths.at(-1) : 0;
    const times =
      symbol === 16 ? 3 + take(stream, 2) : symbol === 17 ? 3 + take(stream, 3) : 11 + take(stream, 7);
    if (repeated === undefined || lengths.length + times > wanted) throw new BadDeflate();
    for (let i = 0; i < times; i++) lengths.push(repeated);
  }
  return lengths;
}

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];

function inflateBlock(stream: Stream, literals: Code, distances: Code, budget: Budget): void {
  for (;;) {
    const symbol = takeSymbol(stream, literals);
    budget.spend(1);
    if (symbol === 256) return;
    if (symbol < 256) write(stream, symbol);
    else copyEarlier(stream, symbol - 257, distances);
  }
}

function copyEarlier(stream: Stream, lengthSymbol: number, distances: Code): void {
  const lengthBase = lengthBases[lengthSymbol];
  const lengthBits = lengthSymbol < 8 || lengthSymbol === 28 ? 0 : (lengthSymbol >> 2) - 1;
  if (lengthBase === undefined) throw new BadDeflate();
  const length = lengthBase + take(stream, lengthBits);
  const symbol = takeSymbol(stream, distances);
  const distanceBase = distanceBases[symbol];
  if (distanceBase === undefined) throw new BadDeflate();
  const distance = distanceBase + take(stream, symbol < 4 ? 0 : (symbol >> 1) - 1);
  if (distance > stream.size) throw new BadDeflate();
  for (let i = 0; i < length; i++) write(stream, stream.out[stream.size - distance] ?? 0);
}
