import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { largestBudget } from "../../../src/user-data/budget.ts";
import { gunzip, gzip } from "../../../src/user-data/encoding/gzip.ts";

const packed = (text: string): Uint8Array => Uint8Array.from(gzipSync(text));
const joined = (...pieces: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces));
const changed = (bytes: Uint8Array, fromEnd: number): Uint8Array =>
  bytes.with(bytes.length - fromEnd, (bytes[bytes.length - fromEnd] ?? 0) ^ 1);
const named = joined(
  Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 2, 3),
  Buffer.from("name\0"),
  packed("named").subarray(10),
);

test.for<[string, Uint8Array, string | undefined]>([
  ["one member", packed("one"), "one"],
  ["nothing inside", packed(""), ""],
  ["a member with a file name", named, "named"],
  ["three members", joined(packed("one"), packed("two"), packed("three")), "onetwothree"],
  ["more than one step of input", packed(noise(5000)), noise(5000)],
  ["exactly as much as is opened", packed("x".repeat(largestBudget)), "x".repeat(largestBudget)],
  ["no gzip", Buffer.from("#cloud-config\n"), undefined],
  ["nothing", new Uint8Array(), undefined],
  ["only the magic number", Uint8Array.of(0x1f, 0x8b), undefined],
  ["another method than deflate", packed("one").with(2, 7), undefined],
  ["a wrong checksum", changed(packed("one"), 8), undefined],
  ["a wrong length", changed(packed("one"), 4), undefined],
  ["a wrong checksum in the first of two", joined(changed(packed("one"), 8), packed("two")), undefined],
  ["cut in the data", packed(noise(500)).subarray(0, 200), undefined],
  ["cut in the trailer", packed("one").subarray(0, -1), undefined],
  ["rubbish behind it", joined(packed("one"), Buffer.from("rubbish")), undefined],
])("%s", ([, bytes, content]) => {
  const unpacked = gunzip(bytes);
  // Compared as text: vitest takes seconds to compare a megabyte of bytes.
  expect(unpacked === undefined ? undefined : Buffer.from(unpacked).toString()).toBe(content);
});

test("what gzip packs, gunzip and Node unpack", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      expect(gunzip(gzip(bytes))).toEqual(bytes);
    }),
  );
});

test("the packed bytes depend on the content alone", () => {
  expect(Buffer.from(gzip(Buffer.from("vmgate"))).toString("hex")).toBe(
    "1f8b08000000000000032bcb4d4f2c4905000bbb749406000000",
  );
});

/** Text that does not compress, the same each time. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return String.fromCharCode(33 + (state % 90));
  }).join("");
}
