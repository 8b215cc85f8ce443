import { readdirSync, readFileSync } from "node:fs";

/** The root of the repository. */
export const root = `${import.meta.dirname}/../..`;

/** What is installed, built or not the project's. */
const skipped = new Set(["node_modules", "dist", "coverage", ".git"]);

/** The paths of the repository's files whose names end in one of these, from its root, sorted. */
export function filesEnding(...endings: readonly string[]): readonly string[] {
  return below("").filter((path) => endings.some((ending) => path.endsWith(ending)));
}

function below(folder: string): readonly string[] {
  const entries = readdirSync(`${root}/${folder}`, { withFileTypes: true });
  return entries
    .filter(({ name }) => !skipped.has(name))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? below(path) : [path];
    })
    .sort();
}

/** A file's text. */
export function read(path: string): string {
  return readFileSync(`${root}/${path}`, "utf8");
}

/** The headings of a Markdown text, without their marks; lines of code are none. */
export function headings(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/^```[^]*?^```/gm, "");
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, words = ""]) => words);
}
