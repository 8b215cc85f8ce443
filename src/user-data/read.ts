import { Budget, withinBudget } from "./budget.ts";
import { type ContentFinding, firstFindings, notChecked } from "./finding.ts";
import { gunzip, isGzip } from "./encoding/gzip.ts";
import { readLinux } from "./cloud-init/read.ts";
import { isMessage, type LinuxFormat, detectFormat } from "./cloud-init/format.ts";
import type { Part } from "./part.ts";
import type { GuestOs } from "../vm/guest-os.ts";
import { decodeUtf8, showUtf8 } from "./encoding/utf8.ts";
import { readWindows } from "./cloudbase-init/read.ts";
import { windowsFormat, type WindowsFormat } from "./cloudbase-init/format.ts";

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

/**
 * Reads user data exactly as the guest will: decompressed, its format detected, split into parts, with findings
 * for all that would end the guest's run, be ignored or be read differently from how it looks. What exceeds the
 * budget is not checked, and a finding says so.
 */
export function readUserData(bytes: Uint8Array, guestOs: GuestOs, budget: Budget = new Budget()): UserData {
  if (!isGzip(bytes)) return readContent(bytes, guestOs, budget);
  const content = withinBudget<Uint8Array | "damaged" | "over">(
    () => gunzip(bytes, budget) ?? "damaged",
    () => "over",
  );
  if (typeof content !== "string") return { ...readContent(content, guestOs, budget), isCompressed: true };
  const finding = content === "over" ? notChecked(1) : damaged(guestOs);
  return { content: bytes, isCompressed: false, format: "unknown", parts: [], findings: [finding] };
}

/**
 * The same for user data after the one decompression that the guest does.
 */
export function readContent(content: Uint8Array, guestOs: GuestOs, budget: Budget = new Budget()): UserData {
  const isCompressed = false;
  if (content.every(isSpace)) return { content, isCompressed, format: "empty", parts: [], findings: [] };
  if (content.length > budget.limit) {
    return { content, isCompressed, format: "unknown", parts: [], findings: [notChecked(1)] };
  }
  const read = guestOs === "windows" ? readWindows(content, budget) : readLinux(content, budget);
  return { content, isCompressed, ...read, findings: firstFindings(read.findings) };
}

/**
 * The format alone, without reading the content: what injection needs.
 * @param content the bytes after the guest's own decompression
 */
export function formatOf(content: Uint8Array, guestOs: GuestOs): UserData["format"] {
  if (content.every(isSpace)) return "empty";
  if (guestOs === "windows") {
    const text = decodeUtf8(content);
    return (text === undefined ? undefined : windowsFormat(text)) ?? "unknown";
  }
  return isMessage(content) ? "message" : (detectFormat(showUtf8(content))?.format ?? "unknown");
}

/**
 * The bytes that the guest works on: decompressed once where they are gzip. Undefined for gzip that is damaged or
 * unpacks to more than the budget allows.
 */
export function unpack(
  bytes: Uint8Array,
  budget: Budget = new Budget(),
): { content: Uint8Array; isCompressed: boolean } | undefined {
  if (!isGzip(bytes)) return { content: bytes, isCompressed: false };
  const content = withinBudget(
    () => gunzip(bytes, budget),
    () => undefined,
  );
  return content === undefined ? undefined : { content, isCompressed: true };
}

function damaged(guestOs: GuestOs): ContentFinding {
  return {
    severity: guestOs === "windows" ? "error" : "warning",
    line: 1,
    found: "damaged gzip, so the guest ignores it",
    allowed: "must be complete gzip data",
    fix: "compress it again, or write it uncompressed",
  };
}

/**
 * Whether user data may be one part of a multipart: what the guest ignores when alone is read by something else, if
 * at all, and two formats of cloudbase-init's are read alone only.
 * @param content the bytes after the guest's own decompression
 */
export function isWrappable(content: Uint8Array, guestOs: GuestOs): boolean {
  const format = formatOf(content, guestOs);
  return format !== "unknown" && (guestOs === "linux" || !aloneInWindows.includes(format));
}

const aloneInWindows: readonly UserData["format"][] = ["jinja", "certificate"];

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
