import { type Budget, OverBudget } from "../budget.ts";
import {
  BadDeflate,
  type BitReader,
  type Code,
  fixedCode,
  makeCode,
  mostLengths,
  newCode,
  tableBits,
  take,
  takeSymbol,
} from "./huffman.ts";

/** What was decompressed, and the index behind the last byte that was read for it. */
export interface Inflated {
  readonly content: Uint8Array;
  readonly end: number;
}

/**
 * Decompresses one deflate stream (RFC 1951), as strictly as zlib does. A library would build 64 KiB of tables for
 * every block, and a block may have 28 bytes and no content; and none stops in time. Here a block costs what its
 * header says, and the output never grows past the limit.
 * @param start where in `bytes` the stream begins
 * @param most how many bytes may come out
 * @throws BadDeflate when it is damaged, OverBudget when more would come out.
 */
export function inflate(bytes: Uint8Array, start: number, most: number, budget: Budget): Inflated {
  const out = new Uint8Array(Math.min(most, 4096));
  const stream: Stream = { bytes, at: start, bit: 0, out, size: 0, most };
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

interface Stream extends BitReader {
  out: Uint8Array;
  size: number;
  readonly most: number;
}

function write(stream: Stream, byte: number): void {
  if (stream.size === stream.out.length) makeRoom(stream, 1);
  stream.out[stream.size++] = byte;
}

/** Room for some more bytes. @throws OverBudget where there may not be so many */
function makeRoom(stream: Stream, count: number): void {
  const size = stream.size + count;
  if (size > stream.most) throw new OverBudget();
  if (size <= stream.out.length) return;
  const larger = new Uint8Array(Math.min(stream.most, Math.max(size, stream.out.length * 2)));
  larger.set(stream.out);
  stream.out = larger;
}

function copyStored(stream: Stream): void {
  if (stream.bit > 0) stream.at++;
  stream.bit = 0;
  const length = take(stream, 16);
  if (take(stream, 16) !== (~length & 0xffff)) throw new BadDeflate();
  for (let i = 0; i < length; i++) write(stream, take(stream, 8));
}

const fixedLengths = fixedCode(288, (symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
const fixedDistances = fixedCode(32, () => 5);

/** In this order a block's header gives the lengths of the codes for the lengths of its codes (RFC 1951, 3.2.7). */
const headerOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;

/** Bits of the longest code for the lengths of codes. */
const longestHeaderCode = 7;

/** Codes are made, sorted and thrown away; sensible data has a block for some thousand bytes of it. */
const stepsPerCodeLength = 16;

/**
 * Where the codes of one block after the other are made, and nothing of them is kept: memory of its own for each would be
 * most of the cost.
 */
const lengths = new Uint8Array(mostLengths);
const header = newCode(longestHeaderCode);
const literals = newCode(tableBits);
const distances = newCode(tableBits);

function inflateDynamic(stream: Stream, budget: Budget): void {
  const [lengthCodes, distanceCodes] = [take(stream, 5) + 257, take(stream, 5) + 1];
  const given = take(stream, 4) + 4;
  const wanted = lengthCodes + distanceCodes;
  if (lengthCodes > 286 || distanceCodes > 30) throw new BadDeflate();
  budget.spend(wanted * stepsPerCodeLength);
  lengths.fill(0);
  for (let i = 0; i < given; i++) lengths[headerOrder[i] ?? 0] = take(stream, 3);
  makeCode(header, lengths.subarray(0, headerOrder.length), false);
  readLengths(stream, header, lengths.subarray(0, wanted));
  if (lengths[256] === 0) throw new BadDeflate();
  makeCode(literals, lengths.subarray(0, lengthCodes), true);
  makeCode(distances, lengths.subarray(lengthCodes, wanted), true);
  inflateBlock(stream, literals, distances, budget);
}

function readLengths(stream: Stream, code: Code, lengths: Uint8Array): void {
  let read = 0;
  while (read < lengths.length) {
    const symbol = takeSymbol(stream, code);
    if (symbol < 16) {
      lengths[read++] = symbol;
      continue;
    }
    const repeated = symbol === 16 ? lengths[read - 1] : 0;
    const times =
      symbol === 16 ? 3 + take(stream, 2) : symbol === 17 ? 3 + take(stream, 3) : 11 + take(stream, 7);
    if (repeated === undefined || read + times > lengths.length) throw new BadDeflate();
    lengths.fill(repeated, read, read + times);
    read += times;
  }
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
  makeRoom(stream, length);
  const { out, size } = stream;
  // What is copied may be what has just been written.
  for (let i = size; i < size + length; i++) out[i] = out[i - distance] ?? 0;
  stream.size = size + length;
}
