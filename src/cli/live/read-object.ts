import { watchedResources, type WatchedResource } from "../../admission/resources.ts";
import { secretPath } from "../../kube/secret-path.ts";
import { withCluster } from "./cluster.ts";

/** Where a stored object is looked for. */
export interface LiveFlags {
  readonly kubeconfig?: string;
  readonly namespace?: string;
}

/** The names by which kubectl knows the kinds, as KubeVirt defines them. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ["vm", "VirtualMachine"],
  ["vmi", "VirtualMachineInstance"],
  ["vmirs", "VirtualMachineInstanceReplicaSet"],
  ["vmpool", "VirtualMachinePool"],
]);

/** A DNS name, as those of all objects here. */
const objectName = /^[a-z0-9][a-z0-9.-]*$/;

/** An object by its kind and name. */
export interface Reference {
  readonly resource: WatchedResource;
  readonly name: string;
}

/** Reads `vm/NAME` as kubectl does: by short name, kind or resource; undefined for what is no such reference. */
export function parseReference(text: string): Reference | undefined {
  const [, kind = "", name = ""] = /^([a-z]+)\/([^/]+)$/i.exec(text) ?? [];
  const wanted = kind.toLowerCase();
  const resource = watchedResources.find(
    (row) =>
      row.kind === shortNames.get(wanted) || row.resource === wanted || row.kind.toLowerCase() === wanted,
  );
  return resource !== undefined && objectName.test(name) ? { resource, name } : undefined;
}

/** Reads an object from the cluster; or why that can't be, in one line. */
export function readObject(
  { resource: { group, versions, resource, kind }, name }: Reference,
  flags: LiveFlags,
): Promise<ReadObject> {
  return read(kind, name, flags, (namespace) => [
    ...["apis", group, versions[0] ?? "", "namespaces", namespace],
    ...[resource, name],
  ]);
}

/** Reads a Secret in the same way. */
export function readSecret(name: string, flags: LiveFlags): Promise<ReadObject> {
  return read("Secret", name, flags, (namespace) => secretPath(namespace, name));
}

/** An object as the API server has it, or why it can't be read. */
export type ReadObject = { readonly object: unknown } | { readonly problem: string };

async function read(
  kind: string,
  name: string,
  { kubeconfig, namespace }: LiveFlags,
  pathIn: (namespace: string) => readonly string[],
): Promise<ReadObject> {
  const { DeniedError, reasonOf } = await import("../../kube/api-failure.ts");
  const done = await withCluster(kubeconfig, "the cluster could not be read", async (api) => {
    const inNamespace = namespace ?? api.namespace;
    const path = pathIn(inNamespace);
    const answer = await api.request("GET", path, AbortSignal.timeout(longestMs));
    if (answer.status === 404) return { problem: `there is no ${kind} ${inNamespace}/${name}` };
    if (answer.status !== 200) throw new DeniedError(reasonOf(answer, "GET", path));
    return { object: answer.body };
  });
  return "problem" in done ? done : done.value;
}

/** How long the API server may take, in milliseconds. */
const longestMs = 10_000;
