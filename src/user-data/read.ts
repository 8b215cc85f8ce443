import { type ContentFinding, misread } from "./finding.ts";
import { gunzip, isGzip } from "./gzip.ts";
import { readLinux } from "./linux.ts";
import { isMessage, type LinuxFormat, sniff } from "./linux-format.ts";
import type { Part } from "./part.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import { decodeUtf8, showUtf8 } from "./text.ts";
import { readWindows } from "./windows.ts";
import { windowsFormat, type WindowsFormat } from "./windows-format.ts";

/** User data as the guest reads it. */
export interface UserData {
  /** The bytes after the one decompression that the guest does. */
  readonly content: Uint8Array;
  readonly isCompressed: boolean;
  /** `message` is a MIME message; `empty` has nothing in it; `unknown` is what the guest ignores. */
  readonly format: LinuxFormat | WindowsFormat | "message" | "empty" | "unknown";
  /** What the guest hands to its handlers, in order. */
  readonly parts: readonly Part[];
  readonly findings: readonly ContentFinding[];
}

/** Most bytes of content whose inside is looked at: a Secret's user data may have 16 KiB, compressed it may hold more. */
const readLimit = 256 * 1024;

/**
 * Reads user data exactly as the guest will: decompressed, told apart, taken into parts, with all
 * that would abort the guest's run, be ignored or be read differently from how it looks.
 */
export function readUserData(bytes: Uint8Array, guestOs: GuestOs): UserData {
  const unpacked = unpack(bytes);
  if (unpacked === undefined) return corrupt(bytes, guestOs);
  const { content, isCompressed } = unpacked;
  if (content.every(isSpace)) return { content, isCompressed, format: "empty", parts: [], findings: [] };
  if (content.length > readLimit) {
    const found = `${content.length} bytes after decompression, too many to look through`;
    const finding = misread(1, found, `at most ${readLimit} bytes`, "let the guest fetch large files");
    return { content, isCompressed, format: "unknown", parts: [], findings: [finding] };
  }
  const read = guestOs === "windows" ? readWindows(content) : readLinux(content);
  return { content, isCompressed, ...read };
}

/**
 * The format alone, without a look inside: what injection needs to know.
 * @param content the bytes after the guest's own decompression
 */
export function formatOf(content: Uint8Array, guestOs: GuestOs): UserData["format"] {
  if (content.every(isSpace)) return "empty";
  if (guestOs === "windows") {
    const text = decodeUtf8(content);
    return (text === undefined ? undefined : windowsFormat(text)) ?? "unknown";
  }
  return isMessage(content) ? "message" : (sniff(showUtf8(content))?.format ?? "unknown");
}

/** The bytes that the guest works on: decompressed once where they are gzip. Undefined for gzip that is not whole. */
export function unpack(bytes: Uint8Array): { content: Uint8Array; isCompressed: boolean } | undefined {
  if (!isGzip(bytes)) return { content: bytes, isCompressed: false };
  const content = gunzip(bytes);
  return content === undefined ? undefined : { content, isCompressed: true };
}

function corrupt(bytes: Uint8Array, guestOs: GuestOs): UserData {
  const found = "gzip that is damaged, or holds more than 1 MiB";
  const finding: ContentFinding = {
    effect: guestOs === "windows" ? "aborts" : "misread",
    line: 1,
    found: `${found}: the guest ignores it`,
    allowed: "whole gzip data",
    fix: "compress it again, or write it uncompressed",
  };
  return { content: bytes, isCompressed: false, format: "unknown", parts: [], findings: [finding] };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
