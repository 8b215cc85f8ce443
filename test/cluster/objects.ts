import type { ApiObject } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { waitFor } from "./wait.ts";

/** Path of an object of KubeVirt's v1 API. */
export function kubevirtPath(namespace: string, plural: string, name: string): string {
  return `/apis/kubevirt.io/v1/namespaces/${namespace}/${plural}/${name}`;
}

/** Creates a namespace of its own for a test and returns its name. */
export async function createNamespace(cluster: Pick<Cluster, "request">): Promise<string> {
  const { body } = await ask(cluster, "POST", "/api/v1/namespaces", { metadata: { generateName: "test-" } });
  return body.metadata?.name ?? "";
}

/** Waits until an object exists and is as wanted, and returns it. */
export function waitForObject(
  cluster: Cluster,
  path: string,
  isWanted: (object: ApiObject) => boolean,
): Promise<ApiObject> {
  return waitFor(path, async () => {
    const { status, body } = await cluster.request("GET", path);
    return status === 200 && isWanted(body) ? body : undefined;
  });
}

/** A request as admin that must succeed. @throws with the API server's answer when it does not */
export async function ask(
  cluster: Pick<Cluster, "request">,
  method: string,
  path: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): ReturnType<Cluster["request"]> {
  const answer = await cluster.request(method, path, body, headers);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer;
}
