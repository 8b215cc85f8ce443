import { rename, writeFile } from "node:fs/promises";

/**
 * Replaces a file in one step, as an editor or kubelet does. `writeFile` empties it first: who reads the file at that
 * moment finds half a text, which is another case.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
