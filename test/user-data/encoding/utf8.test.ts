import { expect, test } from "vitest";
import { decodeUtf8, lineFinder, lineOfDamage, showUtf8 } from "../../../src/user-data/encoding/utf8.ts";

test.for<[text: string, line: number]>([
  ["\ufffd", 1],
  ["a\ufffd\n", 1],
  ["\n\ufffd", 2],
  ["a\n\nb\ufffd\nc\n", 3],
  ["\n\n\ufffd\ufffd\n\ufffd", 3],
])("the line of what is not UTF-8 in %j", ([text, line]) => {
  expect(lineOfDamage(text)).toBe(line);
});

test.for(["", "a", "\n", "\n\n", "a\nb", "a\nb\n", "\na\n\nbc\n", "\r\na\r\n", "a\n".repeat(20)])(
  "every character of %j has the line that it is in",
  (text) => {
    const lineOf = lineFinder(text);
    for (let i = 0; i <= text.length; i++) expect(lineOf(i)).toBe(text.slice(0, i).split("\n").length);
  },
);

test.for<[what: string, bytes: number[], strict: string | undefined, shown: string]>([
  ["nothing", [], "", ""],
  ["a byte order mark is a character", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa", "\ufeffa"],
  ["Latin-1", [0x61, 0xe9, 0x62], undefined, "a\ufffdb"],
  ["a character that is cut", [0x61, 0xc3], undefined, "a\ufffd"],
  ["a surrogate", [0xed, 0xa0, 0x80], undefined, "\ufffd\ufffd\ufffd"],
])("bytes as text: %s", ([, bytes, strict, shown]) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(strict);
  expect(showUtf8(Uint8Array.from(bytes))).toBe(shown);
});
