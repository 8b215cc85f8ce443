import { expect, test } from "vitest";
import { Budget, OverBudget } from "../../../src/user-data/budget.ts";
import {
  decodeQuotedPrintable,
  decodeTransfer,
  showTransfer,
} from "../../../src/user-data/mime/transfer-encoding.ts";

const latin1 = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString("latin1");

// What CPython 3.11's quopri.decodestring gives for each.
test.for<[text: string, decoded: string]>([
  ["", ""],
  ["a b\n", "a b\n"],
  ["a=41b", "aAb"],
  ["=41=42", "AB"],
  ["=c3=A9", "\xc3\xa9"],
  ["=00=09=90=99=a0=af=FA=FF", "\x00\x09\x90\x99\xa0\xaf\xfa\xff"],
  ["é=41", "\xc3\xa9A"],
  ["a=\nb", "ab"],
  ["a=\r\nb", "ab"],
  ["a=\r \nb", "ab"],
  ["a=\rb", "a"],
  ["=\n=\n", ""],
  ["a=\n\nb", "a\nb"],
  ["a\n=\nb", "a\nb"],
  ["a=\n", "a"],
  ["a=", "a"],
  ["a= \nb", "a= \nb"],
  ["a=\t\nb", "a=\t\nb"],
  ["a \nb\t\r\n  ", "a \nb\t\r\n  "],
  ["=4", "=4"],
  ["a=0", "a=0"],
  ["=4G", "=4G"],
  ["=g1", "=g1"],
  ["=G1", "=G1"],
  ["=/1", "=/1"],
  ["=:1", "=:1"],
  ["=@1", "=@1"],
  ["=1@", "=1@"],
  ["=`1", "=`1"],
  ["= 41", "= 41"],
  ["=4 1", "=4 1"],
  ["==", "="],
  ["==41", "=41"],
  ["===41", "=A"],
  ["=3D41", "=41"],
])("quoted-printable %j", ([text, decoded]) => {
  expect(latin1(decodeQuotedPrintable(text))).toBe(decoded);
});

// What Message.get_payload(decode=True) of CPython 3.11 gives for each.
test.for<[text: string, decoded: string]>([
  ["", ""],
  ["YWJj", "abc"],
  ["YWI=", "ab"],
  ["YQ==", "a"],
  ["YWI", "ab"],
  ["YQ", "a"],
  ["+/+/", "\xfb\xff\xbf"],
  ["Y W\tJ\r\nj\n", "abc"],
  ["é YWJj", "abc"],
  ["YW-_Jj", "abc"],
  ["YQ=", "a"],
  ["YQ=\n=\n", "a"],
  ["YW=Jj", "abc"],
  ["=YW=Jj=", "abc"],
  ["=", ""],
  ["====", ""],
  ["YWJj====", "abc"],
  ["YWJj====YWJj", "abcabc"],
  ["YQ==YQ==", "a"],
  ["YWI=YQ==", "ab"],
  ["YQ==\nYWJj", "a"],
  ["YW=I=YQ==", "ab"],
  ["YQ=Jj==YWJj", "a\x02cabc"],
])("base64 %j", ([text, decoded]) => {
  expect(latin1(decodeTransfer(text, "base64", new Budget()))).toBe(decoded);
});

test("a digit too many is not read", () => {
  expect(latin1(decodeTransfer("YWJjY", "base64", new Budget()))).toBe("abc");
});

test.for<[encoding: string, shown: string]>([
  ["base64", "ab=\ufffd"],
  ["quoted-printable", "YWI9A"],
  ["7bit", "YWI9=41"],
  ["8bit", "YWI9=41"],
  ["Base64", "YWI9=41"],
  ["", "YWI9=41"],
])("a body for looking at, encoded as %j", ([encoding, shown]) => {
  expect(showTransfer("YWI9=41", encoding, new Budget())).toBe(shown);
});

test.for(["base64", "quoted-printable"])("what is encoded as %s is taken from the budget", (encoding) => {
  const budget = new Budget(8);
  decodeTransfer("YWJjYWJj", encoding, budget);
  expect([budget.bytesLeft, budget.steps]).toEqual([0, 8]);
  expect(() => decodeTransfer("Y", encoding, budget)).toThrow(OverBudget);
  expect(decodeTransfer("YWJj", "7bit", new Budget(0))).toBe(undefined);
});
