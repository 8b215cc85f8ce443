import type { AdmissionRequest } from "../../admission/admission-review.ts";
import { groupVersionKindOf } from "../../admission/resources.ts";
import { Field } from "../../field/field.ts";
import { readManifestFile } from "../manifest-files.ts";
import { readManifests } from "./manifests.ts";

/** What the requests of a review depend on, beside the objects. */
export interface RequestOptions {
  /** For objects that name no namespace, as kubectl's --namespace. */
  readonly namespace: string;
  /** The objects as they are stored, by {@link objectKey}: those in it are updated, all others created. */
  readonly old: ReadonlyMap<string, unknown>;
}

/** The request that the API server would send for a person who creates the object, or changes the old one. */
export function createRequest(object: unknown, options: RequestOptions): AdmissionRequest {
  const kind = groupVersionKindOf(object);
  const metadata = Field.root(object).at("metadata");
  const name = metadata.at("name").string ?? metadata.at("generateName").string ?? "";
  const namespace = metadata.at("namespace").string ?? options.namespace;
  const oldObject = options.old.get(objectKey({ kind, namespace, name }));
  return {
    uid: "",
    kind,
    subResource: "",
    name,
    namespace,
    operation: oldObject === undefined ? "CREATE" : "UPDATE",
    username: "",
    isDryRun: true,
    object,
    oldObject: oldObject ?? null,
  };
}

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

/** What an object is known by, whatever its version. */
function objectKey({ kind, namespace, name }: Pick<AdmissionRequest, "kind" | "namespace" | "name">): string {
  return JSON.stringify([kind.group, kind.kind, namespace, name]);
}
