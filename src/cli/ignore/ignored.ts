import { dirname, join, relative, resolve, sep } from "node:path";
import { stat } from "node:fs/promises";
import { readText } from "../../files/read-file.ts";
import { parseIgnoreFile, parseIgnorePattern, type IgnorePattern } from "./patterns.ts";

/** Which files of a tree are left out, and why. */
export interface IgnoreOptions {
  /** Patterns as in a .gitignore file, from the working directory. */
  readonly exclude: readonly string[];
  readonly useGitignore: boolean;
}

/** Something in a tree that is left out. */
export interface LeftOut {
  readonly isFolder: boolean;
  readonly reason: string;
}

/** Patterns, and the folder from which they count. */
interface Source {
  readonly folder: string;
  readonly patterns: readonly IgnorePattern[];
  readonly reason: string;
}

/** Nothing is left out. */
export const ignoreNothing: IgnoreOptions = { exclude: [], useGitignore: false };

/** What decides in one folder which entries are left out: the patterns of the folders above it, and its own. */
export class Ignored {
  readonly #sources: readonly Source[];
  readonly #options: IgnoreOptions;

  private constructor(sources: readonly Source[], options: IgnoreOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  /** For a folder that somebody named; the .gitignore files above it count up to the root of the repository. */
  static async of(folder: string, options: IgnoreOptions): Promise<Ignored> {
    const patterns = options.exclude.flatMap((pattern) => parseIgnorePattern(pattern) ?? []);
    const excluded = { folder: resolve("."), patterns, reason: "excluded by --exclude" };
    const above = options.useGitignore ? await foldersOfRepository(resolve(folder)) : [];
    let ignored = new Ignored([excluded], options);
    for (const parent of above) ignored = await ignored.below(parent);
    return ignored;
  }

  /** For a folder in this one. */
  async below(folder: string): Promise<Ignored> {
    const read = this.#options.useGitignore ? await readText(join(folder, ".gitignore")) : { reason: "" };
    if (!("text" in read)) return this;
    const patterns = parseIgnoreFile(read.text);
    const own = { folder: resolve(folder), patterns, reason: "ignored by .gitignore" };
    return new Ignored([...this.#sources, own], this.#options);
  }

  /** Why an entry of this folder is left out; undefined where it is not. */
  reason(path: string, isFolder: boolean): string | undefined {
    const [excluded, ...others] = this.#sources;
    if (excluded !== undefined && decide(excluded, path, isFolder) === true) return excluded.reason;
    // The nearest file decides, and in it the last pattern that fits.
    for (const source of others.reverse()) {
      const isIgnored = decide(source, path, isFolder);
      if (isIgnored !== undefined) return isIgnored ? source.reason : undefined;
    }
    return undefined;
  }
}

/** Whether patterns leave a path out, or take it back; undefined where none fits. */
function decide({ folder, patterns }: Source, path: string, isFolder: boolean): boolean | undefined {
  const relativePath = relative(folder, resolve(path));
  // Outside of the folder only patterns for any depth can fit.
  const names = (relativePath.startsWith("..") ? resolve(path) : relativePath).split(sep);
  const fitting = patterns.findLast(({ matches }) => matches(names, isFolder));
  return fitting && !fitting.isNegated;
}

/** The folders above one, from the root of the repository that it is in; none without a repository. */
async function foldersOfRepository(folder: string): Promise<readonly string[]> {
  const above: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    if (current !== folder) above.unshift(current);
    const isRoot = await stat(join(current, ".git")).then(
      () => true,
      () => false,
    );
    if (isRoot) return above;
    if (current === dirname(current)) return [];
  }
}
