import type { AdmissionRequest } from "../../admission/admission-review.ts";
import { groupVersionKindOf } from "../../admission/resources.ts";
import { Field } from "../../field/field.ts";

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

/** What an object is known by, whatever its version. */
export function objectKey({
  kind,
  namespace,
  name,
}: Pick<AdmissionRequest, "kind" | "namespace" | "name">): string {
  return JSON.stringify([kind.group, kind.kind, namespace, name]);
}
