import { Field } from "../field/field.ts";
import type { ApiClient, ApiMethod } from "./api-client.ts";
import { DeniedError, reasonOf } from "./api-failure.ts";
import { listObjects, type ListedResource } from "./list-objects.ts";

/** An object to be written. */
interface Wanted {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** How long one response may take, in milliseconds. */
const writeMs = 30_000;

/**
 * Makes the objects that carry a label be these: what is missing is created, the others are replaced, and what is not
 * among them is deleted.
 * @param label of all of them, `name=value`
 * @throws when the API server can't be reached, or denies something
 */
export async function writeObjects(
  api: ApiClient,
  resource: ListedResource,
  label: string,
  wanted: readonly Wanted[],
): Promise<void> {
  await checkKind(api, resource);
  const stored = new Map<string, string>();
  for await (const object of listObjects(api, resource, { labelSelector: label })) {
    const metadata = Field.root(object).at("metadata");
    const id = `${metadata.at("namespace").string ?? ""}/${metadata.at("name").string ?? ""}`;
    stored.set(id, metadata.at("resourceVersion").string ?? "");
  }
  const pathOf = (namespace: string): readonly string[] => [
    ...["apis", resource.group, resource.versions[0] ?? "", "namespaces", namespace, resource.resource],
  ];
  for (const object of wanted) {
    const { name, namespace } = object.metadata;
    const resourceVersion = stored.get(`${namespace}/${name}`);
    stored.delete(`${namespace}/${name}`);
    if (resourceVersion === undefined) await write(api, "POST", pathOf(namespace), object);
    else {
      const replaced = { ...object, metadata: { ...object.metadata, resourceVersion } };
      await write(api, "PUT", [...pathOf(namespace), name], replaced);
    }
  }
  for (const id of stored.keys()) {
    const [namespace = "", name = ""] = id.split("/");
    await write(api, "DELETE", [...pathOf(namespace), name]);
  }
}

/** A list of what does not exist is empty, but a write to it would be lost. */
async function checkKind(
  api: ApiClient,
  { group, versions: [version = ""], resource }: ListedResource,
): Promise<void> {
  const path = ["apis", group, version, resource];
  const answer = await api.request("GET", path, AbortSignal.timeout(writeMs), undefined, { limit: "1" });
  if (answer.status === 404) throw new DeniedError(`the cluster has no ${resource} of ${group}/${version}`);
}

/** A namespace that is being deleted, and an object that was, need no report. */
async function write(
  api: ApiClient,
  method: ApiMethod,
  path: readonly string[],
  body?: object,
): Promise<void> {
  const answer = await api.request(method, path, AbortSignal.timeout(writeMs), body);
  if (answer.status < 300 || answer.status === 404) return;
  const cause = Field.root(answer.body).at("details", "causes").items()[0];
  if (cause?.at("reason").string === "NamespaceTerminating") return;
  throw new DeniedError(reasonOf(answer, method, method === "POST" ? [...path, ""] : path));
}
