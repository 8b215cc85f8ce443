import { decodeBase64 } from "../encoding/base64.ts";
import type { Budget } from "../budget.ts";
import { encodeUtf8, showUtf8 } from "../encoding/utf8.ts";

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
  const digits = body.replaceAll(/[^A-Za-z0-9+/]+/g, "");
  // One digit too many holds no byte; Python then returns the text as it is, which is of no use.
  return decodeBase64(digits.slice(0, digits.length % 4 === 1 ? -1 : undefined) + padding(digits.length));
}

function padding(length: number): string {
  return length % 4 === 2 ? "==" : length % 4 === 3 ? "=" : "";
}

/** Decodes quoted-printable with soft line breaks; what is no valid escape stays as it is. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const bytes = encodeUtf8(joinLines(text));
  let size = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const value = byte === 0x3d ? hexByte(bytes, i + 1) : undefined;
    bytes[size++] = value ?? byte;
    if (value !== undefined) i += 2;
  }
  return bytes.slice(0, size);
}

/** The text without blanks at the ends of its lines and without soft line breaks: = as the last of a line. */
function joinLines(text: string): string {
  const pieces: string[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
    const isCrlf = end > start && text.charAt(end - 1) === "\r";
    const line = withoutBlanks(text, start, isCrlf ? end - 1 : end);
    const lineEnd = isCrlf ? "\r\n" : "\n";
    const joined = `${line}${lineEnd}`;
    // A CR may also come to light behind it when blanks go.
    const soft = ["=\n", "=\r\n"].find((ending) => joined.endsWith(ending));
    pieces.push(soft === undefined ? joined : joined.slice(0, -soft.length));
    start = end + 1;
  }
  pieces.push(withoutBlanks(text, start, text.length));
  return pieces.join("");
}

function withoutBlanks(text: string, start: number, end: number): string {
  let last = end;
  while (last > start && (text.charAt(last - 1) === " " || text.charAt(last - 1) === "\t")) last--;
  return text.slice(start, last);
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
