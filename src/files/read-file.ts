import { readFile } from "node:fs/promises";

/** Node's error codes in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOSPC: "no space left on the device",
};

/** The text of a file, or why there is none. */
export type ReadText = { readonly text: string } | { readonly reason: string };

/** Reads a file as UTF-8. Never throws: the reason is in words, without the file's name. */
export async function readText(file: string): Promise<ReadText> {
  try {
    return { text: await readFile(file, "utf8") };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Why a file could not be read, in words, without its name. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}
