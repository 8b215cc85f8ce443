import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { explainUnknown } from "../../../src/user-data/cloud-init/unknown-format.ts";

const cc = "#cloud-config\na: 1\n";
const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString("base64");
const lines = (count: number): string => "# a\n".repeat(count);

type Cause = [line: number, found: string];
const noHeader: Cause = [1, "text without a header line"];
const encoded: Cause = [1, "base64 inside the user data"];
const keys: Cause = [1, "keys and values without a header line"];
const misspelled = (line: number): Cause => [line, "misspelled header"];
const late = (line: number): Cause => [line, "header below the first line"];
const jinja: Cause = [1, "misspelled jinja header"];
const windows: Cause = [1, "Windows script"];
const multipart: Cause = [1, "multipart message without MIME-Version"];

test("what to write is said for all", () => {
  for (const text of ["hello", "a: b\n", "# cloud-config\n", `\n${cc}`]) {
    expect(explainUnknown(new TextEncoder().encode(text), text).fix).toMatch(
      /^[a-z#]+ .*(?:#cloud-config|header)/,
    );
  }
});

test.for<[what: string, content: string | Uint8Array, ...cause: Cause]>([
  ["UTF-16, the low byte first", Uint8Array.of(0xff, 0xfe, 0x23, 0), 1, "UTF-16"],
  ["UTF-16, the high byte first", Uint8Array.of(0xfe, 0xff, 0, 0x23), 1, "UTF-16"],
  ["half a mark of UTF-16", Uint8Array.of(0xff, 0x23), ...noHeader],
  ["the other half", Uint8Array.of(0xfe, 0x23), ...noHeader],
  ["one byte of it twice", Uint8Array.of(0xff, 0xff), ...noHeader],
  ["the other byte twice", Uint8Array.of(0xfe, 0xfe), ...noHeader],
  ["a byte order mark", `\ufeff${cc}`, 1, "byte order mark before the header"],
  ["a byte order mark inside", "a\ufeff", ...noHeader],
  ["gzip", gzipSync(cc), 1, "gzip inside gzip"],
  ["base64", base64(cc), ...encoded],
  ["base64 with line ends around it", `\n${base64(cc)}\n`, ...encoded],
  ["base64 of gzip", base64(gzipSync(cc)), ...encoded],
  ["base64 of 16 characters", base64("#!/bin/bash\n"), ...encoded],
  ["base64 of 12 characters", base64("#!/bin/sh"), ...noHeader],
  ["base64 of a plain text", base64("just a long plain text"), ...noHeader],
  ["base64 with blanks around it", ` ${base64(cc)} `, ...encoded],
  ["what is no base64", `${base64(cc)}%`, ...noHeader],
  // of other programs
  ["Ignition", '\n {"ignition" : {}}', 1, "Ignition configuration"],
  ["Ignition with other members first", '{"a": 1, "ignition": {}}', 1, "Ignition configuration"],
  ["a list with Ignition's word", '["ignition", {}]', ...noHeader],
  ["a text with Ignition's member", 'a "ignition": {}', ...noHeader],
  ["an object without it", '{"ignite": {}}', ...noHeader],
  ["the word as a value", '{"a": "ignition"}', ...noHeader],
  ["Talos", "version: v1alpha1\nmachine:\n", 1, "Talos machine configuration"],
  ["Talos the other way round", "machine: {}\nversion:   v1alpha1 # a\n", 1, "Talos machine configuration"],
  ["Talos without a machine", "version: v1alpha1\nthe machine: a\n", ...keys],
  ["another version", "version: v1alpha12\nmachine: {}\n", ...keys],
  ["a version further in", "a:\n version: v1alpha1\nmachine: {}\n", ...keys],
  ["PowerShell", "#ps1\nls\n", ...windows],
  ["64-bit PowerShell behind a blank line", "\n#ps1_sysnative\n", ...windows],
  ["PowerShell of EC2", "<powershell>\n", ...windows],
  ["PowerShell of EC2 in capitals", "<POWERSHELL>\n", ...windows],
  ["a script of EC2", "<script>\n", ...windows],
  ["batch", "rem  cmd\r\n", ...windows],
  ["batch without more", "rem cmd", ...noHeader],
  ["PowerShell further down", "a\n#ps1\n", ...noHeader],
  ["multipart", "Content-Type: multipart/mixed; boundary=b\n", ...multipart],
  ["multipart behind another header", "A: b\ncontent-TYPE:multipart/mixed\n", ...multipart],
  ["another type", "Content-Type: text/plain\n", ...keys],
  ["multipart inside a line", "A: Content-Type: multipart/mixed\n", ...keys],
  ["multipart that ends at character 4096", `${"x".repeat(4071)}\nContent-Type: multipart/`, ...multipart],
  ["multipart that ends at character 4097", `${"x".repeat(4072)}\nContent-Type: multipart/`, ...noHeader],
  // headers
  ["jinja without its blank", "## template:jinja\n", ...jinja],
  ["jinja without its other blank", "##template: jinja\n", ...jinja],
  ["jinja in capitals, with more of all", "###  TEMPLATE:  Jinja\n", ...jinja],
  ["jinja with one number sign", "# template: jinja\n", ...noHeader],
  ["jinja further down", "# a\n## template: jinja\n", ...noHeader],
  ["a header in the second line", `---\n${cc}`, ...late(2)],
  ["a header in capitals", "a\n#CLOUD-CONFIG\n", ...late(2)],
  ["a boothook further down", "a\n#cloud-boothook\n", ...late(2)],
  ["an include further down", "a\n\n#include\n", ...late(3)],
  ["a script further down", "a\n#!/bin/sh\n", ...late(2)],
  ["a header in line 50", `${lines(49)}${cc}`, ...late(50)],
  ["a header in line 51", `${lines(50)}${cc}`, ...noHeader],
  ["a header behind other words", `a ${cc}`, ...noHeader],
  ["a header behind other words further down", `a\nb ${cc}`, ...noHeader],
  ["a blank in the header", "# cloud-config\n", ...misspelled(1)],
  ["more number signs", "##cloud-config\n", ...misspelled(1)],
  ["an underscore", "#cloud_config\n", ...misspelled(1)],
  ["one word", "\n  #cloudconfig\n", ...misspelled(2)],
  ["two words", "# Cloud Config\n", ...misspelled(1)],
  ["a longer word", "# cloud-configuration\n", ...noHeader],
  ["words before it", "# a cloud-config\n", ...noHeader],
  ["two blanks in it", "# cloud  config\n", ...noHeader],
  ["no number sign", "cloud-config\n", ...noHeader],
  ["a key", "users: []\n", ...keys],
  ["a key alone", "users:", ...keys],
  ["a key with hyphens and digits", "A_b-9: c\n", ...keys],
  ["a key in quotes", "'a': b\n", ...keys],
  ["a key in other quotes", '"a":\n', ...keys],
  ["a key behind comments and ---", "# a\n\n---\nb: c\n", ...keys],
  ["a key further in", "  a: b\n", ...noHeader],
  ["a key behind a sentence", "Hello there\na: b\n", ...noHeader],
  ["a time", "9: a\n", ...noHeader],
  ["an address", "http://a\n", ...noHeader],
  ["words before a colon", "a b: c\n", ...noHeader],
  ["comments alone", "# a\n#b\n", ...noHeader],
])("why cloud-init ignores it: %s", ([, content, line, found]) => {
  const bytes = Uint8Array.from(Buffer.from(content));
  const finding = explainUnknown(bytes, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  expect([finding.line, finding.found]).toEqual([line, `${found}, so the guest's cloud-init ignores it`]);
});
