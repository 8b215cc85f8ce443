import type { GuestOs } from "../../vm/guest-os.ts";
import { decodeUtf8, showUtf8 } from "../encoding/utf8.ts";
import { boundaryStart, decodeUserPart, encodeUserPart, type UserPart } from "./user-part.ts";

/** Where user data was before it was wrapped: a field of the cloud-init volume, or a Secret it names. */
export type UserDataSource = "userData" | "userDataBase64" | "secret";

/** The user's data in a wrapper. */
export interface WrappedData {
  /** After the one decompression that the guest does. */
  readonly content: Uint8Array;
  readonly source: UserDataSource;
  /** Whether the user had sent it compressed. */
  readonly isCompressed: boolean;
}

/**
 * There is no user data: `none` where there was no volume either, so that all of it is vmgate's; `empty` where
 * a volume of the user's had none.
 */
export type NoData = "none" | "empty";

/**
 * What user data is to vmgate: the user's own; its wrapper around the user's (or around nothing); or its wrapper,
 * but modified by hand, so that nobody can tell what is the user's.
 */
export type WrapperState =
  | { readonly kind: "none" }
  | { readonly kind: "wrapped"; readonly user: WrappedData | NoData }
  | { readonly kind: "modified" };

/** How platform parts begin; what comes before the blank line after it may vary. */
export const platformPartStart = /^Content-Type: text\/[a-z-]+; name="vmgate[a-z0-9.-]*"\n/;

const sources = ["none", "empty", "userData", "userDataBase64", "secret"] as const;

const start = "MIME-Version: 1.0\nX-Vmgate: 1; ";

/**
 * The header of a wrapper. `gz`: the user's data was compressed. `mime`: it is a message, spliced in. `last`: it
 * follows the platform parts.
 */
const header =
  /^MIME-Version: 1\.0\nX-Vmgate: 1; from=(\w+)(; gz)?(; mime)?(; last)?\nContent-Type: multipart\/mixed; boundary="(=_vmgatex*)"\n\n/;

/**
 * Wraps user data and platform parts into one multipart text. The same input gives the same bytes, and `unwrap`
 * returns the user's exactly. Layout: CLOUD-INIT.md §9.1; for Windows the platform part comes first, so that a
 * user's request to reboot does not skip it (§5).
 * @param parts each begins as `platformPartStart` and is ASCII without a line of the boundary
 */
export function wrap(user: WrappedData | NoData, parts: readonly string[], guestOs: GuestOs): string {
  if (typeof user === "string") return write(`from=${user}`, boundaryStart, parts);
  const { text, isMessage } = encodeUserPart(user.content, guestOs);
  const attributes = [
    `from=${user.source}`,
    ...(user.isCompressed ? ["gz"] : []),
    ...(isMessage ? ["mime"] : []),
    ...(guestOs === "windows" ? ["last"] : []),
  ];
  const boundary = isMessage ? boundaryNotIn(text) : boundaryStart;
  return write(attributes.join("; "), boundary, guestOs === "windows" ? [...parts, text] : [text, ...parts]);
}

/** The shortest of vmgate's boundaries that the text does not contain: one x longer than any in it. */
function boundaryNotIn(text: string): string {
  let extra = 0;
  for (let i = text.indexOf(boundaryStart); i !== -1; i = text.indexOf(boundaryStart, i)) {
    i += boundaryStart.length;
    const start = i;
    while (text.charAt(i) === "x") i++;
    extra = Math.max(extra, i - start + 1);
  }
  return boundaryStart + "x".repeat(extra);
}

function write(attributes: string, boundary: string, parts: readonly string[]): string {
  const head = `${start}${attributes}\nContent-Type: multipart/mixed; boundary="${boundary.slice(2)}"\n\n`;
  return [head, ...parts.map((part) => `${boundary}\n${part}\n`), `${boundary}--\n`].join("");
}

/**
 * Whether user data (after decompression) is vmgate's wrapper, and the user's part of it.
 * A forged header gains nothing: all but the user's part is always written anew.
 */
export function unwrap(content: Uint8Array): WrapperState {
  if (!mentionsWrapper(content)) return { kind: "none" };
  const head = readHeader(decodeUtf8(content) ?? "");
  if (head === undefined) return { kind: "modified" };
  const { source, isCompressed, isMessage, boundary } = head;
  const parts = split(showUtf8(content.subarray(head.length)), boundary);
  const hasData = source !== "none" && source !== "empty";
  const [text = ""] = hasData ? parts.splice(head.isLast ? -1 : 0, 1) : [];
  if (parts.length === 0 || !parts.every((part) => platformPartStart.test(part))) return { kind: "modified" };
  if (!hasData) return { kind: "wrapped", user: source };
  return unwrapPart({ text, isMessage }, { source, isCompressed });
}

function readHeader(text: string):
  | {
      /** Of all headers with the blank line behind them, all ASCII. */
      readonly length: number;
      readonly source: UserDataSource | NoData;
      readonly isCompressed: boolean;
      readonly isMessage: boolean;
      readonly isLast: boolean;
      readonly boundary: string;
    }
  | undefined {
  const match = header.exec(text);
  if (match === null) return undefined;
  const [head, name, gz, mime, last, boundary = ""] = match;
  const source = sources.find((known) => known === name);
  const [isCompressed, isMessage, isLast] = [gz !== undefined, mime !== undefined, last !== undefined];
  return source && { length: head.length, source, isCompressed, isMessage, isLast, boundary };
}

function unwrapPart(part: UserPart, origin: Omit<WrappedData, "content">): WrapperState {
  const content = decodeUserPart(part);
  return content === undefined ? { kind: "modified" } : { kind: "wrapped", user: { ...origin, content } };
}

/** The parts of a body that is nothing but lines of the boundary and parts between them; none otherwise. */
function split(body: string, boundary: string): string[] {
  const separator = `--${boundary}\n`;
  const end = `\n--${boundary}--\n`;
  if (!body.startsWith(separator) || !body.endsWith(end)) return [];
  const last = body.length - end.length;
  const parts: string[] = [];
  let start = separator.length;
  // A long separator is never searched for: that could take its length at every index of the body.
  for (let i = body.indexOf(lineOfOurs); i !== -1 && i < last; i = body.indexOf(lineOfOurs, i + 1)) {
    const next = i + 1 + separator.length;
    if (i < start || next > last || !body.startsWith(separator, i + 1)) continue;
    parts.push(body.slice(start, i));
    start = next;
  }
  return [...parts, body.slice(start, last)];
}

/** How every boundary line of vmgate's begins. */
const lineOfOurs = `\n${boundaryStart}`;

/** Whether a message has vmgate's header, in whatever layout; looks at the first 1,024 bytes only. */
function mentionsWrapper(content: Uint8Array): boolean {
  const head = showUtf8(content.subarray(0, 1024));
  if (head.startsWith(start)) return true;
  return /^(?:[!-9;-~]+:[^\n]*\n|[\t ][^\n]*\n|From [^\n]*\n)*x-vmgate:/i.test(head);
}
