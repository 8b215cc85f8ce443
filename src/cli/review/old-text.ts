import { readManifests } from "./manifests.ts";
import { createRequest, objectKey } from "./request.ts";
import type { Location } from "./source-lines.ts";

/** Objects as they are stored, by {@link objectKey}; or why the text of them can't be read, and where. */
export type OldObjects =
  { readonly old: ReadonlyMap<string, unknown> } | { readonly problem: string; readonly location: Location };

/**
 * Reads the text of objects as they are stored.
 * @param namespace that of objects which name none
 */
export function readOldText(text: string, namespace: string): OldObjects {
  const old = new Map<string, unknown>();
  for (const { object, problem, locate } of readManifests(text)) {
    if (problem !== undefined) return { problem, location: locate([]) };
    old.set(objectKey(createRequest(object, { namespace, old })), object);
  }
  return { old };
}
