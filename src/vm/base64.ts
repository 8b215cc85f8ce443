import { lengthBefore } from "./utf8.ts";

const [lineFeed, carriageReturn, padding] = [0x0a, 0x0d, 0x3d];
const notADigit = /[^A-Za-z0-9+/]/;

/**
 * How many bytes a base64 text holds, without decoding it: standard alphabet, padding required, CR and LF ignored
 * anywhere, as Go's `base64.StdEncoding` reads it for KubeVirt and the API server. Undefined for what Go refuses.
 * Makes no copy of the text, whatever its length.
 */
export function base64Length(text: string): number | undefined {
  // Most texts are digits up to their padding, where the loop takes several times as long as a search.
  let digits = lengthBefore(notADigit, text);
  let paddings = 0;
  for (let i = digits; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === lineFeed || code === carriageReturn) continue;
    if (code === padding) paddings++;
    else if (paddings > 0 || !isDigit(code)) return undefined;
    else digits++;
  }
  if (paddings > 2 || (digits + paddings) % 4 !== 0) return undefined;
  return ((digits + paddings) / 4) * 3 - paddings;
}

function isDigit(code: number): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return isLetter || (code >= 0x2f && code <= 0x39) || code === 0x2b;
}
