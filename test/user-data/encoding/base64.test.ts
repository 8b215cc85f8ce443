import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "../../../src/user-data/encoding/base64.ts";
import { base64Length } from "../../../src/vm/base64.ts";

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("latin1");

// What Go's base64.StdEncoding gives for each.
test.for<[string, string, string | undefined]>([
  ["nothing", "", ""],
  ["one byte", "YQ==", "a"],
  ["two bytes", "YWI=", "ab"],
  ["three bytes", "YWJj", "abc"],
  ["the whole alphabet's end", "+/+/", "\xfb\xff\xbf"],
  ["line ends anywhere are ignored", "YW\r\nJ\nj", "abc"],
  ["line ends inside the padding", "YQ=\n=\n", "a"],
  ["left-over bits are ignored", "YR==", "a"],
  ["missing padding", "YQ", undefined],
  ["half the padding", "YQ=", undefined],
  ["padding alone", "====", undefined],
  ["padding in the middle", "YQ==YQ==", undefined],
  ["three paddings", "Y===", undefined],
  ["url-safe alphabet", "-_-_", undefined],
  ["a blank", "YW Jj", undefined],
  ["a tab at the end", "YWJj\t", undefined],
  ["a letter outside ASCII", "YWJé", undefined],
  ["something behind the padding", "YQ==Y", undefined],
])("%s", ([, encoded, decoded]) => {
  expect(text(decodeBase64(encoded))).toBe(decoded);
  expect(base64Length(encoded)).toBe(decoded?.length);
});

test("encodes as Node does, and decodes to the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const encoded = encodeBase64(bytes);
      expect(encoded).toBe(Buffer.from(bytes).toString("base64"));
      expect(decodeBase64(encoded)).toEqual(bytes);
      expect(base64Length(encoded)).toBe(bytes.length);
    }),
  );
});
