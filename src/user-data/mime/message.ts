import { type Budget, partCost } from "../budget.ts";
import { type Header, headerValue, mediaType, parameter } from "./header.ts";

/** A MIME message or one of its leaves: headers and the text of its body, not yet decoded. */
export interface Entity {
  readonly headers: readonly Header[];
  readonly contentType: string;
  readonly body: string;
  /** Line of the whole message in which the body begins, from 1. */
  readonly line: number;
}

/** The name of the file that a leaf is, in either of the headers that may say it; undefined where none does. */
export function fileName({ headers }: Entity): string | undefined {
  return (
    parameter(headerValue(headers, "content-disposition"), "filename") ??
    parameter(headerValue(headers, "content-type"), "name")
  );
}

/** What became of a message: its leaves in order, and multiparts whose boundary never appears. */
export interface Message {
  readonly leaves: readonly Entity[];
  /** Lines of multiparts that have no boundary or never use it: Python gives them no parts at all. */
  readonly unopened: readonly number[];
  /** Lines of what is nested too deeply to be looked into. */
  readonly tooDeep: readonly number[];
}

/** Nesting past which nothing is opened; nobody writes three, and each level costs a look at every line. */
const deepest = 16;

/**
 * Parses a message into its leaves as Python's e-mail package does: an mbox line may come first, a
 * line that is no header ends the headers, a part ends at its own or any enclosing boundary.
 * Source: CPython 3.11, Lib/email/feedparser.py, policy compat32.
 * @throws OverBudget when the budget does not reach that far.
 */
export function parseMessage(text: string, budget: Budget): Message {
  const lines = linesOf(text);
  const reader: Reader = {
    lines,
    budget,
    at: 0,
    depth: 0,
    boundaries: [],
    leaves: [],
    unopened: [],
    tooDeep: [],
  };
  readEntity(reader, "text/plain");
  return reader;
}

/** The lines with their ends: CR, LF or both. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char !== 0x0a && (char !== 0x0d || text.charCodeAt(i + 1) === 0x0a)) continue;
    lines.push(text.slice(start, i + 1));
    start = i + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

interface Reader {
  readonly lines: readonly string[];
  readonly budget: Budget;
  at: number;
  /** How many messages and multiparts are open. */
  depth: number;
  /** Boundaries of the multiparts that are open, each behind its two hyphens, outermost first. */
  readonly boundaries: string[];
  readonly leaves: Entity[];
  readonly unopened: number[];
  readonly tooDeep: number[];
}

function readEntity(reader: Reader, fallbackType: string): void {
  const headers = readHeaders(reader);
  const declared = headerValue(headers, "content-type");
  const contentType = mediaType(declared, declared === "" ? fallbackType : "text/plain");
  const line = reader.at + 1;
  const [isMessage, isMultipart] = [contentType.startsWith("message/"), contentType.startsWith("multipart/")];
  if (!isMessage && !isMultipart) {
    reader.budget.open(partCost);
    reader.leaves.push({ headers, contentType, body: readBody(reader), line });
    return;
  }
  if (reader.depth >= deepest) {
    readBody(reader);
    reader.tooDeep.push(line);
    return;
  }
  reader.depth++;
  if (isMessage) readEntity(reader, "text/plain");
  else readMultipart(reader, declared, contentType);
  reader.depth--;
}

function readMultipart(reader: Reader, declared: string, contentType: string): void {
  const line = reader.at + 1;
  const boundary = parameter(declared, "boundary")?.trimEnd();
  if (boundary === undefined || !readParts(reader, `--${boundary}`, contentType)) reader.unopened.push(line);
}

/** Reads the parts of a multipart and what follows them. Gives false when the boundary never comes. */
function readParts(reader: Reader, boundary: string, contentType: string): boolean {
  readBody(reader, boundary);
  const opened = boundaryAt(reader, boundary);
  if (opened === undefined) return false;
  let end = opened;
  while (end === "open") {
    // Python takes all that follow for one, also those that close.
    while (boundaryAt(reader, boundary) !== undefined) reader.at++;
    reader.boundaries.push(boundary);
    readEntity(reader, contentType === "multipart/digest" ? "message/rfc822" : "text/plain");
    reader.boundaries.pop();
    end = boundaryAt(reader, boundary) ?? "close";
  }
  readBody(reader);
  return true;
}

function readHeaders(reader: Reader): Header[] {
  const headers: { name: string; value: string }[] = [];
  for (; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at] ?? "";
    if (isBoundary(reader, line)) break;
    const [name] = /^[!-9;-~]*/.exec(line) ?? [""];
    if (line.charAt(name.length) === ":") {
      headers.push({ name: name.toLowerCase(), value: trimEol(line.slice(name.length + 1)) });
    } else if (/^[\t ]/.test(line)) {
      const last = headers.at(-1);
      if (last !== undefined) last.value += ` ${trimEol(line).trim()}`;
    } else if (!line.startsWith("From ")) {
      if (trimEol(line) === "") reader.at++;
      break;
    }
  }
  return headers;
}

/** The lines up to an enclosing boundary, or `own`, or the end; without the line end that belongs to a boundary. */
function readBody(reader: Reader, own?: string): string {
  const start = reader.at;
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? "";
    if (isBoundary(reader, line) || (own !== undefined && matchBoundary(line, own) !== undefined)) break;
    reader.at++;
  }
  const body = reader.lines.slice(start, reader.at).join("");
  return reader.at < reader.lines.length ? trimEol(body) : body;
}

function isBoundary(reader: Reader, line: string): boolean {
  reader.budget.spend(line.length + reader.boundaries.length);
  return line.startsWith("--") && reader.boundaries.some((b) => matchBoundary(line, b) !== undefined);
}

function boundaryAt(reader: Reader, boundary: string): "open" | "close" | undefined {
  return matchBoundary(reader.lines[reader.at] ?? "", boundary);
}

function matchBoundary(line: string, boundary: string): "open" | "close" | undefined {
  if (!line.startsWith(boundary)) return undefined;
  const rest = trimEol(line.slice(boundary.length));
  const isClose = rest.startsWith("--");
  if (!/^[ \t]*$/.test(isClose ? rest.slice(2) : rest)) return undefined;
  return isClose ? "close" : "open";
}

function trimEol(text: string): string {
  if (text.endsWith("\r\n")) return text.slice(0, -2);
  return text.endsWith("\n") || text.endsWith("\r") ? text.slice(0, -1) : text;
}
