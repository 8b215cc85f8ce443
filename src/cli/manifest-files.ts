import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { reasonOf } from "../files/read-file.ts";

/** A file's text, or why it can't be read. */
export type ManifestFile =
  { readonly file: string; readonly text: string } | { readonly file: string; readonly problem: string };

/** Far above what people keep in one file; a text is held in memory several times over. */
const mostBytes = 16 * 1024 * 1024;

const manifestName = /\.(ya?ml|json)$/;

/**
 * The manifests that a path stands for, one after the other: the file itself, or all *.yaml, *.yml and *.json below
 * a folder, by name. What can't be read is among them with the reason, and keeps nobody from reading the rest.
 */
export async function* manifestFiles(path: string): AsyncGenerator<ManifestFile> {
  if (!(await isFolder(path))) {
    yield readManifestFile(path);
    return;
  }
  const found = (await entriesBelow(path)).toSorted((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, problem } of found) yield problem ?? readRegularFile(file);
}

/** What is in bytes that are a manifest. */
export function decodeManifest(file: string, bytes: Uint8Array): ManifestFile {
  if (bytes.length > mostBytes) return unreadable(file, `over ${mostBytes / 1024 / 1024} MiB`);
  try {
    return { file, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return unreadable(file, "not UTF-8");
  }
}

interface Entry {
  readonly file: string;
  readonly problem?: ManifestFile;
}

/** The names of all manifests below a folder. Links to folders are not followed: they may lead round in a circle. */
async function entriesBelow(folder: string): Promise<readonly Entry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const below = entries.map(async (entry): Promise<readonly Entry[]> => {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) return entriesBelow(file);
      return manifestName.test(entry.name) ? [{ file }] : [];
    });
    return (await Promise.all(below)).flat();
  } catch (error) {
    return [{ file: folder, problem: unreadable(folder, reasonOf(error)) }];
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** A file that nobody named: a pipe or device among them would never end. */
async function readRegularFile(file: string): Promise<ManifestFile> {
  try {
    if (!(await stat(file)).isFile()) return unreadable(file, "not a regular file");
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
  return readManifestFile(file);
}

/** A file that somebody named: it may be a pipe. No more is read than it may hold. */
async function readManifestFile(file: string): Promise<ManifestFile> {
  try {
    return decodeManifest(file, await buffer(createReadStream(file, { end: mostBytes })));
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): ManifestFile {
  return { file, problem: `cannot be read (${reason})` };
}
