import { createReadStream, readFileSync, statSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { reasonOf } from "../files/read-file.ts";
import { entriesBelow } from "./folder.ts";
import type { IgnoreOptions, LeftOut } from "./ignore/ignored.ts";

/** A file's text, or why it cannot be read. */
export type ManifestFile =
  { readonly file: string; readonly text: string } | { readonly file: string; readonly problem: string };

/** The same of a file in a folder, which may be left out. */
export type FoundFile = ManifestFile | { readonly file: string; readonly leftOut: LeftOut };

/** Far above what people keep in one file; a text is held in memory several times over. */
const mostBytes = 16 * 1024 * 1024;

/** Why what is too large is not read. */
export const tooLarge = `over ${mostBytes / 1024 / 1024} MiB`;

/** Whether there are more bytes than one file may have. */
export function isTooLarge(bytes: Uint8Array): boolean {
  return bytes.length > mostBytes;
}

/**
 * The manifests of a path, one after the other: the file itself, or all *.yaml, *.yml and *.json below a folder, by
 * name. An unreadable file is among them with the reason, and does not stop the others from being read; a file that
 * somebody named is never left out.
 */
export async function* manifestFiles(path: string, options: IgnoreOptions): AsyncGenerator<FoundFile> {
  if (!isFolder(path)) {
    yield readManifestFile(path);
    return;
  }
  for (const { file, problem, leftOut } of await entriesBelow(path, options)) {
    if (leftOut !== undefined) yield { file, leftOut };
    else yield problem === undefined ? readRegularFile(file) : unreadable(file, problem);
  }
}

/** The text of a manifest's bytes. */
export function decodeManifest(file: string, bytes: Uint8Array): ManifestFile {
  if (isTooLarge(bytes)) return unreadable(file, tooLarge);
  try {
    return { file, text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) };
  } catch {
    return unreadable(file, "neither UTF-8 nor UTF-16 with a byte order mark");
  }
}

/** A text as bytes, in the encoding of those that it was read from, with their byte order mark. */
export function encodeManifest(text: string, like: Uint8Array): Uint8Array {
  const encoding = encodingOf(like);
  if (encoding === "utf-8") {
    const hasMark = like[0] === 0xef && like[1] === 0xbb && like[2] === 0xbf;
    return Buffer.from(hasMark ? `\uFEFF${text}` : text);
  }
  const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
  return encoding === "utf-16be" ? bytes.swap16() : bytes;
}

/** As kubectl does: the byte order mark decides, and without one it is UTF-8. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A file found in a folder: reading a pipe or device among them might never end. */
async function readRegularFile(file: string): Promise<ManifestFile> {
  try {
    if (!statSync(file).isFile()) return unreadable(file, "not a regular file");
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
  return readManifestFile(file);
}

/** A file that somebody named: it may be a pipe. */
export async function readManifestFile(file: string): Promise<ManifestFile> {
  try {
    return decodeManifest(file, await readBytes(file));
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

/** The bytes of a file or pipe, at most one more than there may be. @throws Node's error where it cannot be read */
export async function readBytes(file: string): Promise<Uint8Array> {
  const stats = statSync(file);
  // Files are read one after the other, and a wait for each step of each takes longer than the steps.
  const isPlain = stats.isFile() && stats.size > 0 && stats.size <= mostBytes;
  return isPlain ? readFileSync(file) : await buffer(createReadStream(file, { end: mostBytes }));
}

function unreadable(file: string, reason: string): ManifestFile {
  return { file, problem: `cannot be read (${reason})` };
}
