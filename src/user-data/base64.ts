const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Value of each alphabet character by its code; 255 for all others. */
const values = new Uint8Array(128).fill(255);
for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;

/**
 * Decodes base64 exactly as Go's `base64.StdEncoding` does, which is what KubeVirt and the API server
 * read it with: standard alphabet, padding required, CR and LF ignored anywhere, left-over bits
 * ignored. Gives undefined for what Go refuses.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.includes("\n") || text.includes("\r") ? text.replaceAll(/[\r\n]/g, "") : text;
  if (digits.length % 4 !== 0) return undefined;
  const padding = digits.endsWith("==") ? 2 : digits.endsWith("=") ? 1 : 0;
  const count = digits.length - padding;
  const bytes = new Uint8Array((digits.length / 4) * 3 - padding);
  let written = 0;
  let bits = 0;
  for (let i = 0; i < count; i++) {
    const value = values[digits.charCodeAt(i)] ?? 255;
    if (value === 255) return undefined;
    bits = (bits << 6) | value;
    // A group is full after its 2nd, 3rd and 4th digit: 12, 18 and 24 bits hold 1, 2 and 3 bytes.
    const place = i % 4;
    if (place > 0) bytes[written++] = bits >> (6 - 2 * place);
  }
  return bytes;
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
