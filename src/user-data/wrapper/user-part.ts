import { isMessage } from "../cloud-init/format.ts";
import type { GuestOs } from "../../vm/guest-os.ts";
import { decodeUtf8, encodeUtf8, showUtf8 } from "../encoding/utf8.ts";
import { decodeQuotedPrintable } from "../mime/transfer-encoding.ts";
import { isWindowsMessage } from "../cloudbase-init/format.ts";

/** The user's part of a wrapper: its headers with the blank line after them, and its body. */
export interface UserPart {
  readonly text: string;
  /** Whether it is the user's own MIME message, spliced in as it is. */
  readonly isMessage: boolean;
}

/** What every boundary of vmgate's begins with; a plain user part must not contain it. */
export const boundaryStart = "--=_vmgate";

const quotedPrintable = "Content-Transfer-Encoding: quoted-printable\n";

/** Headers of a user part that is not a message; a part has no type where cloud-init detects it by its beginning. */
const headers = /^(?:Content-Type: text\/(?:x-shellscript|cloud-config); name="user-data"\n)?/;

/**
 * Writes user data as one part of a multipart, so that the guest gets every byte: a MIME message is
 * spliced in, ASCII is kept as it is, all else is quoted-printable, which unlike base64 still
 * compresses. Source: CLOUD-INIT.md §9.1, tried with 2,537 inputs at five versions of cloud-init.
 * @param content the user's bytes after the guest's own decompression
 */
export function encodeUserPart(content: Uint8Array, guestOs: GuestOs): UserPart {
  const text = decodeUtf8(content);
  if (text !== undefined && isSpliced(content, text, guestOs)) return { text, isMessage: true };
  const type = guestOs === "windows" ? windowsType(content) : "";
  return text !== undefined && /^[\t\n -~]*$/.test(text) && !text.includes(boundaryStart)
    ? { text: `${type}\n${text}`, isMessage: false }
    : { text: `${type}${quotedPrintable}\n${encodeQuotedPrintable(content)}`, isMessage: false };
}

/** The user's bytes back from a part; undefined when `encodeUserPart` writes no such part. */
export function decodeUserPart(part: UserPart): Uint8Array | undefined {
  if (part.isMessage) return encodeUtf8(part.text);
  const type = headers.exec(part.text)?.[0] ?? "";
  const rest = part.text.slice(type.length);
  if (rest.startsWith("\n")) return encodeUtf8(rest.slice(1));
  return rest.startsWith(`${quotedPrintable}\n`)
    ? decodeQuotedPrintable(rest.slice(quotedPrintable.length + 1))
    : undefined;
}

/** A damaged message (not UTF-8) would end the whole run; as a plain part, only the user's part is lost. */
function isSpliced(content: Uint8Array, text: string, guestOs: GuestOs): boolean {
  return guestOs === "windows" ? isWindowsMessage(text) : isMessage(content);
}

/** cloudbase-init skips parts without a type, and loses scripts without a file name. */
function windowsType(content: Uint8Array): string {
  const isCloudConfig = showUtf8(content.subarray(0, 16)).startsWith("#cloud-config");
  return `Content-Type: text/${isCloudConfig ? "cloud-config" : "x-shellscript"}; name="user-data"\n`;
}

const hexDigits = "0123456789ABCDEF";

/**
 * Quoted-printable without soft line breaks. Left as they are: LF, tab and printable ASCII but for
 * `=` and for blanks at the end of a line, which mail programs may strip.
 */
function encodeQuotedPrintable(content: Uint8Array): string {
  const text = new Uint8Array(content.length * 3);
  let size = 0;
  for (let i = 0; i < content.length; i++) {
    const byte = content[i] ?? 0;
    const isBlank = byte === 0x20 || byte === 0x09;
    const next = content[i + 1];
    const isPlain = isBlank
      ? next !== undefined && next !== 0x0a
      : byte === 0x0a || (byte > 0x20 && byte < 0x7f && byte !== 0x3d);
    text[size++] = isPlain ? byte : 0x3d;
    if (isPlain) continue;
    text[size++] = hexDigits.charCodeAt(byte >> 4);
    text[size++] = hexDigits.charCodeAt(byte & 15);
  }
  return showUtf8(text.subarray(0, size));
}
