import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import { BadDeflate } from "../../../src/user-data/encoding/huffman.ts";
import { inflate } from "../../../src/user-data/encoding/inflate.ts";
import { concat, noise } from "./streams.ts";

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
