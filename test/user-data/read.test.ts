import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Budget } from "../../src/user-data/budget.ts";
import { formatOf, isWrappable, readContent, readUserData, unpack } from "../../src/user-data/read.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

test.for<[bytes: number[], isEmpty: boolean]>([
  [[], true],
  [[0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20], true],
  [[0x20, 0x08], false],
  [[0x0e], false],
  [[0x1f], false],
  [[0x21], false],
  [[0x0a, 0x85], false],
  [[0x61, 0x20], false],
])("whether there is anything in %j", ([content, isEmpty]) => {
  for (const guestOs of ["linux", "windows"] as const) {
    const { format, parts, findings } = readUserData(Uint8Array.from(content), guestOs);
    expect(format === "empty").toBe(isEmpty);
    expect(formatOf(Uint8Array.from(content), guestOs) === "empty").toBe(isEmpty);
    if (isEmpty) expect([parts, findings]).toEqual([[], []]);
  }
});

// Without reading the content: damage and gzip are not looked for.
test.for<[content: string | Uint8Array, linux: string, windows: string, wrappable: ("linux" | "windows")[]]>([
  ["#cloud-config\n", "cloud-config", "cloud-config", ["linux", "windows"]],
  ["\n#cloud-config\n", "cloud-config", "unknown", ["linux"]],
  ["#!/bin/sh\n", "script", "script", ["linux", "windows"]],
  ["#ps1\n", "unknown", "script", ["windows"]],
  ["## template: jinja\n#cloud-config\n", "jinja", "jinja", ["linux"]],
  ["-----BEGIN CERTIFICATE-----\n", "unknown", "certificate", []],
  ["mime-version: 1.0\n", "message", "unknown", ["linux"]],
  ["Content-Type: multipart/mixed\n", "unknown", "message", ["windows"]],
  ["hello", "unknown", "unknown", []],
  ["", "empty", "empty", ["linux", "windows"]],
  [latin1("#cloud-config\n\xe9"), "cloud-config", "unknown", ["linux"]],
  [Uint8Array.from(gzipSync("#!/bin/sh\n")), "unknown", "unknown", []],
])("the format of %j, and in which guest's multipart it may be", ([content, linux, windows, wrappable]) => {
  const data = typeof content === "string" ? bytes(content) : content;
  expect([formatOf(data, "linux"), formatOf(data, "windows")]).toEqual([linux, windows]);
  const guests = (["linux", "windows"] as const).filter((guestOs) => isWrappable(data, guestOs));
  expect(guests).toEqual(wrappable);
});

const packed = Uint8Array.from(gzipSync("#!/bin/sh\n"));
const large = Uint8Array.from(gzipSync("#".repeat(1001)));

test.for<[what: string, bytes: Uint8Array, content: Uint8Array | undefined, isCompressed: boolean]>([
  ["text", bytes("a"), bytes("a"), false],
  ["nothing", bytes(""), bytes(""), false],
  ["gzip", packed, bytes("#!/bin/sh\n"), true],
  ["gzip of gzip", Uint8Array.from(gzipSync(packed)), packed, true],
  ["damaged gzip", packed.subarray(0, -1), undefined, false],
  ["gzip of more than the budget", large, undefined, false],
])("what the guest works on: %s", ([, given, content, isCompressed]) => {
  expect(unpack(given, new Budget(1000))).toEqual(content && { content, isCompressed });
  const read = readUserData(given, "linux", new Budget(1000));
  expect([read.content, read.isCompressed]).toEqual([content ?? given, isCompressed]);
});

test.for<[what: string, bytes: Uint8Array, findings: object[]]>([
  ["damaged gzip", packed.subarray(0, -1), [{ line: 1, found: "damaged gzip, so the guest ignores it" }]],
  ["gzip of more", large, [{ line: 1, found: "too large or too deeply nested to be checked" }]],
  ["more", bytes("#".repeat(1001)), [{ line: 1, found: "too large or too deeply nested to be checked" }]],
])("user data that can't be read has no parts: %s", ([, given, findings]) => {
  for (const guestOs of ["linux", "windows"] as const) {
    const read = readUserData(given, guestOs, new Budget(1000));
    expect(read).toMatchObject({
      content: given,
      isCompressed: false,
      format: "unknown",
      parts: [],
      findings,
    });
  }
});

test("as much as the budget has is read", () => {
  const content = bytes(`#!/bin/sh\n${"#".repeat(990)}`);
  expect(readContent(content, "linux", new Budget(1000)).format).toBe("script");
  expect(readContent(content, "linux", new Budget(999)).format).toBe("unknown");
});

test("only for cloudbase-init damaged gzip ends all", () => {
  const severities = (["linux", "windows"] as const).map(
    (guestOs) => readUserData(packed.subarray(0, -1), guestOs).findings[0]?.severity,
  );
  expect(severities).toEqual(["warning", "error"]);
});

test("an error is reported, also behind more than twenty warnings", () => {
  const entries = "- {type: shell}\n".repeat(3);
  const traps = `- |\n  #cloud-config\n${"  a: 0644\n".repeat(30)}`;
  const { findings } = readUserData(bytes(`#cloud-config-archive\n${traps}${entries}`), "linux");
  const errors = findings.filter(({ severity }) => severity === "error");
  expect([findings.length, errors.length]).toEqual([20, 3]);
});

test("of more than twenty errors the first are reported, and of both kinds in their order", () => {
  const { findings } = readUserData(
    bytes(`#cloud-config-archive\n${"- {type: shell}\n".repeat(25)}`),
    "linux",
  );
  expect(findings.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
});
