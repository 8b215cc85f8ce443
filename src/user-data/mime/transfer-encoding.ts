import { decodeBase64 } from "../encoding/base64.ts";
import type { Budget } from "../budget.ts";
import { encodeUtf8, showUtf8 } from "../encoding/utf8.ts";

const equals = 0x3d;

/**
 * Decodes the body of a MIME part by its Content-Transfer-Encoding, leniently, as Python does: what
 * is not of the alphabet is skipped. Other encodings (7bit, 8bit, binary) leave the text as it is.
 * @throws OverBudget when the budget does not reach that far.
 */
export function decodeTransfer(body: string, encoding: string, budget: Budget): Uint8Array | undefined {
  if (encoding !== "base64" && encoding !== "quoted-printable") return undefined;
  budget.open(body.length);
  budget.spend(body.length);
  if (encoding === "quoted-printable") return decodeQuotedPrintable(body);
  const digits = digitsOf(body);
  // One digit too many holds no byte; Python then returns the text as it is, which is of no use.
  return decodeBase64(digits.slice(0, digits.length % 4 === 1 ? -1 : undefined) + padding(digits.length));
}

/** The digits up to the padding that completes a group, behind which Python reads no more; other padding is skipped. */
function digitsOf(body: string): string {
  const text = body.replaceAll(/[^A-Za-z0-9+/=]+/g, "");
  let skipped = 0;
  for (const { 0: padding, index } of text.matchAll(/=+/g)) {
    const inGroup = (index - skipped) % 4;
    if (inGroup >= 2 && inGroup + padding.length >= 4) return text.slice(0, index).replaceAll("=", "");
    skipped += padding.length;
  }
  return text.replaceAll("=", "");
}

function padding(length: number): string {
  return length % 4 === 2 ? "==" : length % 4 === 3 ? "=" : "";
}

/**
 * Decodes quoted-printable with soft line breaks; what is no valid escape stays as it is.
 * Source: CPython 3.11, Modules/binascii.c, a2b_qp.
 */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  let size = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== equals) {
      bytes[size++] = byte;
      continue;
    }
    const next = bytes[i + 1];
    if (next === 0x0a || next === 0x0d) {
      i = bytes.indexOf(0x0a, i + 1);
      if (i === -1) break;
    } else if (next !== undefined) {
      const value = hexByte(bytes, i + 1);
      bytes[size++] = value ?? equals;
      i += value !== undefined ? 2 : next === equals ? 1 : 0;
    }
  }
  return bytes.slice(0, size);
}

function hexByte(bytes: Uint8Array, at: number): number | undefined {
  const [high, low] = [hexDigit(bytes[at]), hexDigit(bytes[at + 1])];
  return high === undefined || low === undefined ? undefined : high * 16 + low;
}

function hexDigit(byte = 0): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined;
}

/** The decoded body as a text for looking at; the text itself where nothing had to be decoded. */
export function showTransfer(body: string, encoding: string, budget: Budget): string {
  const decoded = decodeTransfer(body, encoding, budget);
  return decoded === undefined ? body : showUtf8(decoded);
}
