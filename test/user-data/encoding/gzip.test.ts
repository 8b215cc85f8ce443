import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Budget, largestBudget, OverBudget } from "../../../src/user-data/budget.ts";
import { gunzip, gzip, isGzip } from "../../../src/user-data/encoding/gzip.ts";

const packed = (text: string): Uint8Array => Uint8Array.from(gzipSync(text));
const joined = (...pieces: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces));
const changed = (bytes: Uint8Array, fromEnd: number): Uint8Array =>
  bytes.with(bytes.length - fromEnd, (bytes[bytes.length - fromEnd] ?? 0) ^ 1);
/** A member whose header has these flags, and fields behind it (RFC 1952, 2.3.1). */
const withFields = (flags: number, ...fields: (string | number[])[]): Uint8Array =>
  joined(
    Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 2, 3),
    ...fields.map((field) => Uint8Array.from(Buffer.from(field as string))),
    packed("text").subarray(10),
  );
const [extra, long] = [
  [3, 0, 1, 2, 0],
  [4, 1, ...Array<number>(260).fill(7)],
];

test.for<[string, Uint8Array, string | undefined]>([
  ["one member", packed("one"), "one"],
  ["nothing inside", packed(""), ""],
  ["a member with a file name", withFields(8, "name\0"), "text"],
  ["an empty file name", withFields(8, "\0"), "text"],
  ["a comment", withFields(16, "words\0"), "text"],
  ["an extra field, with a zero in it", withFields(4, extra), "text"],
  ["an extra field of more than 255 bytes", withFields(4, long), "text"],
  ["an empty extra field", withFields(4, [0, 0]), "text"],
  ["a checksum of the header, which nobody verifies", withFields(2, [9, 9]), "text"],
  ["all of them", withFields(31, extra, "name\0", "words\0", [9, 9]), "text"],
  ["a file name that is missing", withFields(8), undefined],
  ["a comment that does not end", withFields(16, "words").subarray(0, 15), undefined],
  ["an extra field longer than the rest", withFields(4, [255, 255]), undefined],
  ["two members, the first with nothing inside", joined(packed(""), packed("two")), "two"],
  ["two members, the second with nothing inside", joined(packed("one"), packed("")), "one"],
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
  ["the start of another member", joined(packed("one"), Uint8Array.of(0x1f, 0x8b)), undefined],
  ["another member by another method", joined(packed("one"), packed("two").with(2, 7)), undefined],
  ["another member with another first byte", joined(packed("one"), packed("two").with(0, 7)), undefined],
  ["cut in the trailer of the second", joined(packed("one"), packed("two").subarray(0, -8)), undefined],
  ["rubbish behind it", joined(packed("one"), Buffer.from("rubbish")), undefined],
])("%s", ([, bytes, content]) => {
  // Not at the start of its memory, as bytes out of a message are not.
  const unpacked = gunzip(joined(Uint8Array.of(1, 2, 3), bytes).subarray(3));
  // Compared as text: vitest takes seconds to compare a megabyte of bytes.
  expect(unpacked === undefined ? undefined : Buffer.from(unpacked).toString()).toBe(content);
});

test.for<[what: string, bytes: Uint8Array, most: number, content: string | undefined]>([
  ["as much as may come out", packed("x".repeat(50)), 50, "x".repeat(50)],
  ["one byte more", packed("x".repeat(50)), 49, undefined],
  [
    "as much in two members",
    joined(packed("x".repeat(50)), packed("y".repeat(50))),
    100,
    `${"x".repeat(50)}${"y".repeat(50)}`,
  ],
  ["one byte more in the second", joined(packed("x".repeat(50)), packed("y".repeat(50))), 99, undefined],
  ["as much goes in as may come out", packed(""), 20, ""],
  ["more goes in than may come out", packed(""), 19, undefined],
])("no more is made than may come out: %s", ([, bytes, most, content]) => {
  const unpack = (): string => Buffer.from(gunzip(bytes, new Budget(), most) ?? "").toString();
  if (content === undefined) expect(unpack).toThrow(OverBudget);
  else expect(unpack()).toBe(content);
});

test.for<[bytes: number[], isIt: boolean]>([
  [[0x1f, 0x8b], true],
  [[0x1f, 0x8b, 8], true],
  [[0x1f], false],
  [[], false],
  [[0x1f, 0x8c], false],
  [[0x1e, 0x8b], false],
])("whether %j begin like gzip", ([bytes, isIt]) => {
  expect(isGzip(Uint8Array.from(bytes))).toBe(isIt);
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
