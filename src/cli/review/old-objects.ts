import { readManifestFile } from "../manifest-files.ts";
import { readManifests } from "./manifests.ts";
import { createRequest, objectKey } from "./request.ts";

/** Reads the objects of a file as they are stored, by objectKey; or why it can't be read, in one line. */
export async function readOldObjects(
  file: string | undefined,
  namespace: string,
): Promise<{ readonly old: ReadonlyMap<string, unknown> } | { readonly error: string }> {
  const old = new Map<string, unknown>();
  if (file === undefined) return { old };
  const read = await readManifestFile(file);
  if ("problem" in read) return { error: `--old: ${file}: ${read.problem}` };
  for (const { object, problem } of readManifests(read.text)) {
    if (problem !== undefined) return { error: `--old: ${file}: ${problem}` };
    old.set(objectKey(createRequest(object, { namespace, old })), object);
  }
  return { old };
}
