import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { Budget } from "../../src/user-data/budget.ts";
import { readUserData } from "../../src/user-data/read.ts";
import type { GuestOs } from "../../src/vm/guest-os.ts";

const multipart = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n';
const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString("base64");
const encodedIn = (encoding: string): string => `Content-Transfer-Encoding: ${encoding}\n`;
const message = (...parts: string[]): string =>
  `${multipart}${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
const gzipPart = (content: string, type = "gzip"): string =>
  `Content-Type: application/${type}\n${encodedIn("base64")}\n${base64(gzipSync(content))}`;

interface Wanted {
  readonly contentType: string;
  readonly text: string;
  readonly line: number;
  readonly isDeclared?: boolean;
  readonly isEncoded?: boolean;
  readonly filename?: string;
}

/** What the handlers of a guest get. */
function expectParts(guestOs: GuestOs, content: string | Uint8Array, parts: readonly Wanted[]): void {
  const read = readUserData(Uint8Array.from(Buffer.from(content)), guestOs);
  expect(read.parts).toEqual(
    parts.map((part) => ({ isDeclared: false, isEncoded: false, filename: undefined, ...part })),
  );
}

const sh = "#!/bin/sh\n";
const script = { contentType: "text/x-shellscript", text: sh };
const inMessage = { ...script, text: "#!/bin/sh", line: 7 };
const encoded = { ...script, line: 8, isEncoded: true };

test.for<[what: string, content: string | Uint8Array, ...parts: Wanted[]]>([
  ["a script", sh, { ...script, line: 1 }],
  [
    "an include once",
    "#include-once\nhttp://a\n",
    { contentType: "text/x-include-once-url", text: "#include-once\nhttp://a\n", line: 1 },
  ],
  [
    "not UTF-8, which cloud-init ignores",
    Buffer.from(`${sh}\xe9\n`, "latin1"),
    { ...script, text: `${sh}\ufffd\n`, line: 1 },
  ],
  [
    "a JSON patch",
    "#cloud-config-jsonp\n[]",
    { contentType: "text/cloud-config-jsonp", text: "#cloud-config-jsonp\n[]", line: 1 },
  ],
  [
    "a cloud-config",
    "#cloud-config\n",
    { contentType: "text/cloud-config", text: "#cloud-config\n", line: 1 },
  ],
  ["nothing known", "hello\n"],
  ["a part without a type", message(`\n${sh}`), { ...script, line: 6 }],
  ["a part of plain text", message(`Content-Type: text/plain\n\n#!/bin/sh`), inMessage],
  [
    "a part of a script's type",
    message(`Content-Type: text/x-shellscript\n\n#cloud-boothook`),
    { contentType: "text/cloud-boothook", text: "#cloud-boothook", line: 7 },
  ],
  ["a part of a multipart's type", message(`Content-Type: text/x-not-multipart\n\n#!/bin/sh`), inMessage],
  [
    "a part of a declared type",
    message(`Content-Type: text/cloud-boothook\n\n#!/bin/sh`),
    { ...inMessage, contentType: "text/cloud-boothook", isDeclared: true },
  ],
  [
    "a declared type that begins like none",
    message(`Content-Type: text/x-shellscript\n\nhello`),
    { contentType: "text/x-shellscript", text: "hello", line: 7, isDeclared: true },
  ],
  [
    "a file name",
    message(`Content-Disposition: attachment; filename=a.sh\n\n#!/bin/sh`),
    { ...inMessage, filename: "a.sh" },
  ],
  ["a part in base64", message(`${encodedIn("base64")}\n${base64(sh)}`), { ...encoded, line: 7 }],
  ["a part in BASE64", message(`${encodedIn("BASE64")}\n${base64(sh)}`), { ...encoded, line: 7 }],
  [
    "a part in quoted-printable",
    message(`${encodedIn("quoted-printable")}\n#!/bin=2Fsh=0A`),
    { ...encoded, line: 7 },
  ],
  ["a part in 8bit", message(`${encodedIn("8bit")}\n#!/bin/sh`), inMessage],
  ...[
    "gzip",
    "gzip-compressed",
    "gzipped",
    "x-compress",
    "x-compressed",
    "x-gunzip",
    "x-gzip",
    "x-gzip-compressed",
  ].map((type): [string, string, Wanted] => [
    `a part of application/${type}`,
    message(gzipPart(sh, type)),
    encoded,
  ]),
  [
    "a gzip part with a file name",
    message(`Content-Disposition: a; filename=a\n${gzipPart(sh)}`),
    { ...encoded, line: 9, filename: "a" },
  ],
  [
    "a gzip part of nothing known",
    message(gzipPart("hello")),
    { ...encoded, contentType: "text/plain", text: "hello" },
  ],
  [
    "gzip of another type",
    message(`Content-Type: application/x-tar\n\nhello`),
    { contentType: "application/x-tar", text: "hello", line: 7, isDeclared: true },
  ],
  [
    "an archive in a part",
    message(`\n#cloud-config-archive\n- '#!/bin/sh'\n`),
    { ...script, text: "#!/bin/sh", line: 7, isEncoded: true },
  ],
  [
    "two parts",
    message(`\n${sh}`, `\n#cloud-boothook\n`),
    { ...script, line: 6 },
    { contentType: "text/cloud-boothook", text: "#cloud-boothook\n", line: 10 },
  ],
])("what cloud-init's handlers get: %s", ([, content, ...parts]) => {
  expectParts("linux", content, parts);
});

test.for<[what: string, content: string, ...parts: Wanted[]]>([
  ["a script", "#ps1\nls\n", { contentType: "text/x-shellscript", text: "#ps1\nls\n", line: 1 }],
  [
    "a cloud-config",
    "#cloud-config\n",
    { contentType: "text/cloud-config", text: "#cloud-config\n", line: 1 },
  ],
  ["nothing known", "ls\n"],
  [
    "a part",
    message(`Content-Type: text/x-shellscript; name=a\n\n#ps1`),
    { contentType: "text/x-shellscript", text: "#ps1", line: 7, isDeclared: true, filename: "a" },
  ],
  [
    "a part without a type",
    message(`\n#ps1`),
    { contentType: "text/plain", text: "#ps1", line: 6, isDeclared: true },
  ],
  [
    "a part in base64",
    message(`${encodedIn("Base64")}\n${base64("#ps1")}`),
    { contentType: "text/plain", text: "#ps1", line: 7, isDeclared: true, isEncoded: true },
  ],
  [
    "a part in quoted-printable",
    message(`${encodedIn("quoted-printable")}\n=23ps1`),
    { contentType: "text/plain", text: "#ps1", line: 7, isDeclared: true, isEncoded: true },
  ],
])("what cloudbase-init's handlers get: %s", ([, content, ...parts]) => {
  expectParts("windows", content, parts);
});

const notChecked = "too large or too deeply nested to be checked";
const deep = `MIME-Version: 1.0\n${"Content-Type: message/rfc822\n\n".repeat(17)}\n#!/bin/sh\n`;
const lists = `#cloud-config\n${"[".repeat(200)}`;
const large = `${encodedIn("base64")}\n${base64("#".repeat(310))}`;
const manyParts = multipart + "--b\n\n\n".repeat(20);

/** What a budget of a thousand bytes does not reach. */
function expectUnchecked(guestOs: GuestOs, content: string, parts: number, lines: readonly number[]): void {
  const read = readUserData(Buffer.from(content), guestOs, new Budget(1000));
  expect(read.findings.filter(({ found }) => found === notChecked).map(({ line }) => line)).toEqual(lines);
  expect(read.parts).toHaveLength(parts);
}

test.for<[what: string, content: string, parts: number, ...lines: number[]]>([
  ["too deep a message", deep, 0, 36],
  ["too deep a cloud-config", lists, 0, 1],
  ["too deep a cloud-config in a part", message(`\n${lists}`, "\n#!/bin/sh"), 1, 6],
  ["a part that takes more than there is", message(large, large, "\n#"), 1, 11],
  ["too many parts", manyParts, 0, 1],
])("Linux, what is not checked: %s", ([, content, parts, ...lines]) => {
  expectUnchecked("linux", content, parts, lines);
});

test.for<[what: string, content: string, parts: number, ...lines: number[]]>([
  [
    "too deep a message",
    deep.replace("MIME-Version: 1.0", "Content-Type: multipart/a; boundary=b\n\n--b"),
    0,
    36,
  ],
  ["too deep a cloud-config", lists, 1, 1],
  ["too deep a cloud-config in a part", message(`Content-Type: text/cloud-config\n\n${lists}`), 1, 7],
  ["too many parts", manyParts, 0, 1],
  ["a part that takes more than there is", message(large, large, "\n#"), 1, 11],
])("Windows, what is not checked: %s", ([, content, parts, ...lines]) => {
  expectUnchecked("windows", content, parts, lines);
});
