const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Value of each alphabet character by its code. */
const values = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;

/** Digits and padding; that they come in groups of four is for the length to tell. */
const form = /^[A-Za-z0-9+/]*={0,2}$/;

/** The text that was measured last: several rules ask for the same one in a row, and to look at all of it takes time. */
let last: { readonly text: string; readonly length: number | undefined } = { text: "", length: 0 };

/**
 * How many bytes a base64 text holds, without decoding it; undefined where `decodeBase64` gives undefined.
 */
export function base64Length(text: string): number | undefined {
  if (text !== last.text) last = { text, length: measure(text) };
  return last.length;
}

function measure(text: string): number | undefined {
  const digits = withoutLineEnds(text);
  if (digits.length % 4 !== 0 || !form.test(digits)) return undefined;
  return (digits.length / 4) * 3 - (digits.endsWith("==") ? 2 : digits.endsWith("=") ? 1 : 0);
}

/**
 * Decodes base64 exactly as Go's `base64.StdEncoding` does, which is what KubeVirt and the API server
 * read it with: standard alphabet, padding required, CR and LF ignored anywhere, left-over bits
 * ignored. Gives undefined for what Go refuses.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const length = base64Length(text);
  if (length === undefined) return undefined;
  const digits = withoutLineEnds(text);
  const bytes = new Uint8Array(length);
  let written = 0;
  let bits = 0;
  for (let i = 0; written < length; i++) {
    bits = (bits << 6) | (values[digits.charCodeAt(i)] ?? 0);
    // A group is full after its 2nd, 3rd and 4th digit: 12, 18 and 24 bits hold 1, 2 and 3 bytes.
    const place = i % 4;
    if (place > 0) bytes[written++] = bits >> (6 - 2 * place);
  }
  return bytes;
}

function withoutLineEnds(text: string): string {
  return text.includes("\n") || text.includes("\r") ? text.replaceAll(/[\r\n]/g, "") : text;
}

/** Encodes bytes as base64 with the standard alphabet and padding, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    text += left > 1 ? alphabet.charAt((group >> 6) & 63) : "=";
    text += left > 2 ? alphabet.charAt(group & 63) : "=";
  }
  return text;
}
