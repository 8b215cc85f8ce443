import type { Field } from "../field/field.ts";
import { quote } from "../field/error.ts";

/** A URL, taken apart; its credentials, query and fragment are left behind. */
export interface Url {
  /** In lower case. */
  readonly scheme: string;
  /** In lower case, with the port where it is not the scheme's own. */
  readonly host: string;
  /** From its slash on, as written; empty where there is none. */
  readonly path: string;
}

/** The longest that servers take: Apache's and nginx's limit for the line of a request. */
const longest = 8192;

/** The longest that IANA lists has some 30 characters; a text of megabytes is not searched for the end of one. */
const scheme = /^([a-z][a-z0-9+.-]{0,63}):\/\//i;
/** A host has at most 253 characters, a port at most five. */
const longestHost = 260;
const hostAndPort = /^(\[[0-9a-f:.]+\]|[^:@%\\[\]]+)(?::(\d*))?$/;

const ownPorts: Readonly<Record<string, string>> = { http: "80", https: "443" };

/**
 * Reads a URL with a scheme and a host, as Go's net/url does in the programs that will fetch it: JavaScript's
 * URL would repair what Go refuses, and so could see another host. Gives undefined for everything else.
 */
export function parseUrl(value: unknown): Url | undefined {
  if (typeof value !== "string" || !isLegible(value)) return undefined;
  const name = schemeOf(value);
  if (name === undefined) return undefined;
  const { authority, path } = authorityAndPath(value.slice(name.length + "://".length));
  const [, host, port = ""] = hostAndPort.exec(serverOf(authority)) ?? [];
  if (host === undefined) return undefined;
  return { scheme: name, host: port === "" || port === ownPorts[name] ? host : `${host}:${port}`, path };
}

/** What follows the scheme, without query and fragment, at its first slash. */
function authorityAndPath(text: string): { authority: string; path: string } {
  const rest = before("?", before("#", text));
  const authority = before("/", rest);
  return { authority, path: rest.slice(authority.length) };
}

/** A text up to the first of these characters: indexOf takes a hundredth of what an expression takes. */
function before(character: string, text: string): string {
  const end = text.indexOf(character);
  return end === -1 ? text : text.slice(0, end);
}

// The control characters one by one: \p{Cc} takes five times as long.
const illegible = /[\s\u0000-\u001f\u007f-\u009f]/;

/** Control characters and blanks stand in no URL, and would hide what a log or a message shows. */
function isLegible(text: string): boolean {
  return text.length <= longest && !illegible.test(text);
}

/** The scheme that a text begins with, in lower case; undefined where it begins with none. */
export function schemeOf(text: string): string | undefined {
  return scheme.exec(text)?.[1]?.toLowerCase();
}

/**
 * A field with a URL as a message may show it: scheme and host. The rest can hold credentials: a password
 * before the host, a signature in the query, a token in the path.
 */
export function describeUrl(field: Field): string {
  const text = field.string;
  if (text === undefined) return quote(field.value);
  const url = parseUrl(text);
  if (url !== undefined) return quote(`${url.scheme}://${url.host}${url.path.length > 1 ? "/…" : ""}`);
  return schemeOf(text) === undefined ? "not a URL" : "an unreadable URL";
}

/** Host and port in lower case, without the credentials before them; empty where they are longer than any. */
function serverOf(authority: string): string {
  const server = authority.slice(authority.lastIndexOf("@") + 1);
  return server.length > longestHost ? "" : server.toLowerCase();
}
