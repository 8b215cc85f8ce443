import { base64Length } from "../../vm/base64.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Value of each alphabet character by its code. */
const values = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;

const ascii = new TextDecoder();

/**
 * Decodes base64 exactly as Go's `base64.StdEncoding` does, which is what KubeVirt and the API server
 * read it with: standard alphabet, padding required, CR and LF ignored anywhere, left-over bits
 * ignored. Undefined for what Go rejects.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const length = base64Length(text);
  if (length === undefined) return undefined;
  const bytes = new Uint8Array(length);
  let written = 0;
  let bits = 0;
  let digit = 0;
  for (let i = 0; written < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || code === 0x0d) continue;
    bits = (bits << 6) | (values[code] ?? 0);
    // A group is full after its 2nd, 3rd and 4th digit: 12, 18 and 24 bits hold 1, 2 and 3 bytes.
    if (digit > 0) bytes[written++] = bits >> (6 - 2 * digit);
    digit = (digit + 1) % 4;
  }
  return bytes;
}

/** Encodes bytes as base64 with the standard alphabet and padding, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at++] = alphabet.charCodeAt(group >> 18);
    text[at++] = alphabet.charCodeAt((group >> 12) & 63);
    text[at++] = left > 1 ? alphabet.charCodeAt((group >> 6) & 63) : 0x3d;
    text[at++] = left > 2 ? alphabet.charCodeAt(group & 63) : 0x3d;
  }
  return ascii.decode(text);
}
