import { matchesList, namePattern } from "./glob.ts";

/** Any number of folders. */
const folders = "**";
type Step = typeof folders | ((name: string) => boolean);

/** One line of a .gitignore file. */
export interface IgnorePattern {
  /** Takes back what an earlier pattern ignores. */
  readonly isNegated: boolean;
  readonly matches: (path: readonly string[], isFolder: boolean) => boolean;
}

/** The patterns of a .gitignore file (gitignore(5)), in their order. */
export function parseIgnoreFile(text: string): readonly IgnorePattern[] {
  return text.split(/\r?\n/).flatMap((line) => parseIgnorePattern(line) ?? []);
}

/** One pattern; undefined for an empty line or a comment. */
export function parseIgnorePattern(line: string): IgnorePattern | undefined {
  const text = withoutTrailingSpaces(line);
  if (text === "" || text.startsWith("#")) return undefined;
  const isNegated = text.startsWith("!");
  const pattern = isNegated ? text.slice(1) : text;
  const isForFolders = pattern.endsWith("/");
  const names = pattern.replace(/\/$/, "").split("/");
  // With a slash in it, or before it, a pattern counts from its own folder; else it fits at any depth.
  const steps = names.length > 1 ? names.filter((name, i) => name !== "" || i > 0) : [folders, ...names];
  if (steps.at(-1) === "") return undefined;
  const wanted = steps.map((name): Step => (name === folders ? folders : namePattern(name)));
  const isOpen = wanted.at(-1) === folders && names.length > 1;
  return {
    isNegated,
    matches: (path, isFolder) =>
      (isFolder || !isForFolders) &&
      // What ends in /** fits what is below, and not the folder itself.
      matchesList(isOpen ? [...wanted, (): boolean => true] : wanted, path, folders, fits),
  };
}

function fits(step: Step, name: string): boolean {
  return step !== folders && step(name);
}

/** A space at the end counts only behind a backslash. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === " " && line[end - 2] !== "\\") end--;
  return line.slice(0, end);
}
