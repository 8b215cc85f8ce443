import { decodeBase64 } from "./base64.ts";
import { showUtf8 } from "./text.ts";

/**
 * Decodes the body of a MIME part by its Content-Transfer-Encoding, leniently, as Python does: what
 * is not of the alphabet is skipped. Other encodings (7bit, 8bit, binary) leave the text as it is.
 */
export function decodeTransfer(body: string, encoding: string): Uint8Array | undefined {
  if (encoding === "base64") {
    const digits = body.replaceAll(/[^A-Za-z0-9+/]/g, "");
    // One digit too many holds no byte; Python then gives the text as it stands, which nobody can use.
    return decodeBase64(digits.slice(0, digits.length % 4 === 1 ? -1 : undefined) + padding(digits.length));
  }
  return encoding === "quoted-printable" ? decodeQuotedPrintable(body) : undefined;
}

function padding(length: number): string {
  return length % 4 === 2 ? "==" : length % 4 === 3 ? "=" : "";
}

/** Decodes quoted-printable with soft line breaks; what is no valid escape stays as it is. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const joined = text.replaceAll(/[\t ]+(?=\r?\n|$)/g, "").replaceAll(/=\r?\n/g, "");
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [piece] of joined.matchAll(/=[0-9A-Fa-f]{2}|[^=]+|=/g)) {
    if (piece.length === 3 && piece.startsWith("=")) bytes.push(Number.parseInt(piece.slice(1), 16));
    else for (const byte of encoder.encode(piece)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** The decoded body as a text for looking at; the text itself where nothing had to be decoded. */
export function showTransfer(body: string, encoding: string): string {
  const decoded = decodeTransfer(body, encoding);
  return decoded === undefined ? body : showUtf8(decoded);
}
