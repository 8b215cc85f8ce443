import { readManifestFile } from "../manifest-files.ts";
import { readOldText } from "./old-text.ts";

/** Reads the objects of a file as they are stored, by objectKey; or why it can't be read, in one line. */
export async function readOldObjects(
  file: string | undefined,
  namespace: string,
): Promise<{ readonly old: ReadonlyMap<string, unknown> } | { readonly error: string }> {
  if (file === undefined) return { old: new Map<string, unknown>() };
  const read = await readManifestFile(file);
  if ("problem" in read) return { error: `--old: ${file}: ${read.problem}` };
  const objects = readOldText(read.text, namespace);
  return "problem" in objects ? { error: `--old: ${file}: ${objects.problem}` } : objects;
}
