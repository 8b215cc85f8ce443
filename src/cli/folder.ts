import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../files/read-file.ts";
import { Ignored, type IgnoreOptions, type LeftOut } from "./ignore/ignored.ts";

/** A file below a folder, or something there that can't be read or is left out, and why. */
export interface Entry {
  readonly file: string;
  readonly problem?: string;
  readonly leftOut?: LeftOut;
}

const manifestName = /\.(ya?ml|json)$/;

/** Folders of other programs, full of files that nobody applies. */
const notEntered: readonly string[] = [".git", "node_modules"];

/** What was found so far, and what it really is, whatever links lead there. */
interface Walk {
  readonly entries: Entry[];
  readonly real: Set<string>;
  readonly links: { readonly link: string; readonly ignored: Ignored }[];
}

/**
 * The manifests (*.yaml, *.yml, *.json) below a folder, by name. What several names lead to is among them once,
 * under its own name where that is below the folder: so no circle of links goes on for ever.
 */
export async function entriesBelow(folder: string, options: IgnoreOptions): Promise<readonly Entry[]> {
  const walk: Walk = { entries: [], real: new Set(), links: [] };
  await enter(folder, walk, await Ignored.of(folder, options));
  // Links come last: what they lead to may be below the folder itself. Following one may bring up more.
  for (let next = walk.links.shift(); next !== undefined; next = walk.links.shift())
    await follow(next.link, walk, next.ignored);
  return walk.entries.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

async function enter(folder: string, walk: Walk, above: Ignored): Promise<void> {
  try {
    const real = await realpath(folder);
    walk.real.add(real);
    const found = await readdir(folder, { withFileTypes: true });
    const ignored = await above.below(folder);
    for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      await visit({ folder, real }, entry, walk, ignored);
  } catch (error) {
    walk.entries.push({ file: folder, problem: reasonOf(error) });
  }
}

/** @param place the folder that the entry is in, and what that folder really is */
async function visit(
  place: { readonly folder: string; readonly real: string },
  entry: Dirent,
  walk: Walk,
  ignored: Ignored,
): Promise<void> {
  const file = join(place.folder, entry.name);
  const isFolder = entry.isDirectory();
  if (!isFolder && !entry.isSymbolicLink() && !manifestName.test(entry.name)) return;
  if (notEntered.includes(entry.name)) return;
  const reason = ignored.reason(file, isFolder);
  if (reason !== undefined) {
    walk.entries.push({ file, leftOut: { isFolder, reason } });
  } else if (entry.isSymbolicLink()) {
    walk.links.push({ link: file, ignored });
  } else if (isFolder) {
    await enter(file, walk, ignored);
  } else {
    walk.real.add(join(place.real, entry.name));
    walk.entries.push({ file });
  }
}

async function follow(link: string, walk: Walk, ignored: Ignored): Promise<void> {
  try {
    const target = await realpath(link);
    if (walk.real.has(target)) return;
    if ((await stat(target)).isDirectory()) {
      await enter(link, walk, ignored);
    } else if (manifestName.test(link)) {
      walk.real.add(target);
      walk.entries.push({ file: link });
    }
  } catch (error) {
    if (manifestName.test(link)) walk.entries.push({ file: link, problem: reasonOf(error) });
  }
}
