import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import { BadDeflate } from "../../../src/user-data/encoding/huffman.ts";
import { inflate } from "../../../src/user-data/encoding/inflate.ts";
import { emptyBlocks } from "../../support/hostile-user-data.ts";
import { concat, dynamicBlock, noise, packBits } from "./streams.ts";

const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
const enough = 1 << 20;

const script = `#!/bin/sh\n${"echo one two three four\necho two three\n".repeat(3)}exit 0\n`;
const allBytes = Uint8Array.from({ length: 256 }, (_, value) => value);
/** Repetitions of many lengths, and of most numbers of bits of distance. */
const repeated = concat(
  ...Array.from({ length: 60 }, (_, i) => concat(noise(3, i + 1), Buffer.alloc(5 * i, i))),
  ...Array.from({ length: 13 }, (_, i) => concat(noise(2 ** i, i), noise(2 ** i, i))),
);

const streams: readonly [what: string, content: Uint8Array, stream: Uint8Array][] = [
  ["nothing", new Uint8Array(), deflateRawSync("")],
  ["stored", Buffer.from("stored"), deflateRawSync("stored", { level: 0 })],
  ["two stored blocks", noise(70_000, 1), deflateRawSync(noise(70_000, 1), { level: 0 })],
  ["the fixed codes", allBytes, deflateRawSync(allBytes, { strategy: Z_FIXED })],
  ["the fixed codes with repetitions", Buffer.from(script), deflateRawSync(script, { strategy: Z_FIXED })],
  ["codes of its own", Buffer.from(script), deflateRawSync(script)],
  ["literals alone", Buffer.from(script), deflateRawSync(script, { strategy: Z_HUFFMAN_ONLY })],
  ["one distance", Buffer.from("a".repeat(999)), deflateRawSync("a".repeat(999), { strategy: Z_RLE })],
  ["many lengths and distances", repeated, deflateRawSync(repeated, { level: 9 })],
  ["the same with the fixed codes", repeated, deflateRawSync(repeated, { strategy: Z_FIXED })],
];

test.for(streams)("what zlib packs comes back, up to where it ends: %s", ([, content, stream]) => {
  const inside = concat(Uint8Array.of(0xff, 0xff), stream, Buffer.from("behind"));
  const { content: unpacked, end } = inflate(inside, 2, content.length, new Budget());
  expect(Buffer.compare(unpacked, content)).toBe(0);
  expect(end).toBe(2 + stream.length);
  if (content.length === 0) return;
  expect(() => inflate(stream, 0, content.length - 1, new Budget())).toThrow(OverBudget);
});

const damaged = streams.filter(([, , stream]) => stream.length < 130);

test.for(damaged)("what zlib refuses is refused, with any bit turned: %s", ([, , stream]) => {
  for (let bit = 0; bit < stream.length * 8; bit++) {
    const changed = stream.with(bit >> 3, (stream[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    expect(outcome(changed), `bit ${bit}`).toBe(zlibOutcome(changed));
  }
});

test.for(damaged)("a stream that ends too early is refused: %s", ([, , stream]) => {
  for (let length = 0; length < stream.length; length++) {
    expect(outcome(stream.subarray(0, length)), `${length} bytes`).toBe("refused");
  }
});

/** Lengths of codes, of which those that are named are not 0. */
const lengthsOf = (count: number, named: Record<number, number>): number[] =>
  Array.from({ length: count }, (_, symbol) => named[symbol] ?? 0);
/** Fifteen literals and the end of the block, with codes of 1 to 15 bits. */
const long = { ...Object.fromEntries(Array.from({ length: 15 }, (_, i) => [i, i + 1])), 256: 15 };
const [fourteen, end] = ["111111111111110", "111111111111111"];
/** The literal 0, and the end of the block. */
const short = { 0: 1, 256: 1 };
const repeatThree = "1111100";

test.for<[what: string, bits: string, content: string]>([
  ["the end alone", dynamicBlock(257, 1, lengthsOf(258, { 256: 1 }), "0"), ""],
  ["the end with a code of two bits", dynamicBlock(257, 1, lengthsOf(258, { 256: 2 }), "00"), "refused"],
  ["no end", dynamicBlock(257, 1, lengthsOf(258, { 0: 1, 1: 1 }), "0101"), "refused"],
  ["codes of fifteen bits", dynamicBlock(257, 1, lengthsOf(258, long), `0${fourteen}${end}`), "000e"],
  ["286 codes of lengths", dynamicBlock(286, 1, lengthsOf(287, short), "01"), "00"],
  ["287 codes of lengths", dynamicBlock(287, 1, lengthsOf(288, short), "01"), "refused"],
  ["30 codes of distances", dynamicBlock(257, 30, lengthsOf(287, short), "01"), "00"],
  ["31 codes of distances", dynamicBlock(257, 31, lengthsOf(288, short), "01"), "refused"],
  [
    "no code of a distance, and one is read",
    dynamicBlock(258, 1, lengthsOf(259, { 0: 1, 256: 2, 257: 2 }), "0110"),
    "refused",
  ],
  [
    "one code of a distance",
    dynamicBlock(258, 1, lengthsOf(259, { 0: 1, 256: 2, 257: 2, 258: 1 }), "011010"),
    "00000000",
  ],
  [
    "one of two bits",
    dynamicBlock(258, 1, lengthsOf(259, { 0: 1, 256: 2, 257: 2, 258: 2 }), "01100010"),
    "refused",
  ],
  [
    "a distance before the start",
    dynamicBlock(258, 1, lengthsOf(259, { 0: 1, 256: 2, 257: 2, 258: 1 }), "11010"),
    "refused",
  ],
  [
    "a repetition at first",
    dynamicBlock(257, 1, [repeatThree, ...lengthsOf(255, { 253: 1, 0: 1 })], "01"),
    "refused",
  ],
  ["a repetition at last", dynamicBlock(257, 4, [...lengthsOf(258, short), repeatThree], "01"), "00"],
  [
    "a repetition past the last",
    dynamicBlock(257, 3, [...lengthsOf(258, short), repeatThree], "01"),
    "refused",
  ],
  ["a fixed distance that there is not", "110000000111110", "refused"],
  ["a fixed length that there is not", "1100011000011000110000000000000", "refused"],
  [
    "a stored block that begins with a byte",
    `010${"111111111".repeat(3)}00000001001000000000000000011111111111111110000000`,
    "ffffff01",
  ],
  ["a block of the fourth type", "111", "refused"],
])("a stream as zlib reads it: %s", ([, bits, content]) => {
  const stream = concat(packBits(bits), new Uint8Array(4));
  expect(zlibOutcome(stream)).toBe(content);
  expect(outcome(stream)).toBe(content);
});

const stored = "0".repeat(24) + "1".repeat(16);

test.for<[what: string, stream: Uint8Array, least: number]>([
  ["stored blocks without content", packBits(stored.repeat(99)), 99],
  ["literals", deflateRawSync(script, { strategy: Z_HUFFMAN_ONLY }), script.length],
  ["codes", emptyBlocks(290).subarray(10), 10 * (257 + 15) * 16],
])("what takes work takes steps: %s", ([, stream, least]) => {
  const budget = new Budget();
  try {
    inflate(stream, 0, enough, budget);
  } catch (error) {
    expect(error).toBeInstanceOf(BadDeflate);
  }
  expect(budget.steps).toBeGreaterThanOrEqual(least);
});

function outcome(stream: Uint8Array): string {
  try {
    return hex(inflate(stream, 0, enough, new Budget(enough)).content);
  } catch (error) {
    if (error instanceof BadDeflate) return "refused";
    throw error;
  }
}

function zlibOutcome(stream: Uint8Array): string {
  try {
    return hex(inflateRawSync(stream));
  } catch {
    return "refused";
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
