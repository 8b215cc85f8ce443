import { base64Length } from "../../vm/base64.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding = 0x3d;

/** Character code of each value, and the reverse; the padding counts as 0. */
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const values = new Uint8Array(256);
for (const [value, code] of codes.entries()) values[code] = value;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Decodes base64 exactly as Go's `base64.StdEncoding` does, which is what KubeVirt and the API server
 * read it with: standard alphabet, padding required, CR and LF ignored anywhere, left-over bits
 * ignored. Undefined for what Go rejects.
 * @param length that of the bytes, where it was measured
 */
export function decodeBase64(text: string, length = base64Length(text)): Uint8Array | undefined {
  if (length === undefined) return undefined;
  const digits = encoder.encode(isUnbroken(text, length) ? text : text.replaceAll(/[\r\n]/g, ""));
  const bytes = new Uint8Array((digits.length / 4) * 3);
  let at = 0;
  // A loop over whole groups, since both webhooks decode kilobytes: four digits are three bytes.
  for (let i = 0; i < digits.length; i += 4) {
    const group =
      (valueAt(digits, i) << 18) |
      (valueAt(digits, i + 1) << 12) |
      (valueAt(digits, i + 2) << 6) |
      valueAt(digits, i + 3);
    bytes[at] = group >> 16;
    bytes[at + 1] = group >> 8;
    bytes[at + 2] = group;
    at += 3;
  }
  return bytes.subarray(0, length);
}

/** Whether valid base64 of this many bytes has no line ends. */
function isUnbroken(text: string, length: number): boolean {
  return text.length === Math.ceil(length / 3) * 4;
}

function valueAt(digits: Uint8Array, index: number): number {
  return values[digits[index] ?? 0] ?? 0;
}

/** Encodes bytes as base64 with the standard alphabet and padding, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at] = codes[group >> 18] ?? 0;
    text[at + 1] = codes[(group >> 12) & 63] ?? 0;
    text[at + 2] = codes[(group >> 6) & 63] ?? 0;
    text[at + 3] = codes[group & 63] ?? 0;
    at += 4;
  }
  const missing = (text.length / 4) * 3 - bytes.length;
  return decoder.decode(text.fill(padding, text.length - missing));
}
