import { node, otherNode } from "../cluster/certificates.ts";
import type { ApiObject } from "../cluster/client.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { ask } from "../cluster/objects.ts";
import { waitFor } from "../cluster/wait.ts";

/** A pod of vmgate that is ready and not about to end. */
export interface ReadyPod {
  readonly name: string;
  /** The name of the node that it runs on. */
  readonly node: string;
  /** How often its container was started again. */
  readonly restarts: number;
}

interface PodStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses?: readonly { readonly restartCount: number }[];
}

/** The pods of vmgate that are ready. */
export async function readyPods(cluster: Cluster): Promise<readonly ReadyPod[]> {
  const { body } = await ask(cluster, "GET", podsPath, undefined);
  const isReady = (pod: ApiObject): boolean => {
    const { conditions = [] } = pod.status as PodStatus;
    const isEnding = "deletionTimestamp" in (pod.metadata ?? {});
    return !isEnding && conditions.some(({ type, status }) => type === "Ready" && status === "True");
  };
  return (body.items ?? []).filter(isReady).map(({ metadata, spec, status }) => ({
    name: metadata?.name ?? "",
    node: (spec as { readonly nodeName: string }).nodeName,
    restarts: (status as PodStatus).containerStatuses?.[0]?.restartCount ?? 0,
  }));
}

const podsPath = "/api/v1/namespaces/vmgate/pods";

/**
 * Evicts every pod of vmgate, as a drain does: all at once, and again where the disruption budget says no.
 * @returns how many evictions the budget put off
 */
export async function evictPods(cluster: Cluster): Promise<number> {
  const evict = async (name: string): Promise<boolean> => {
    const metadata = { name, namespace: "vmgate" };
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata };
    const { status, text } = await cluster.request("POST", `${podsPath}/${name}/eviction`, eviction);
    if (status !== 201 && status !== 429) throw new Error(`${status} ${text}`);
    return status === 201;
  };
  const names = (await readyPods(cluster)).map(({ name }) => name);
  const isEvicted = await Promise.all(names.map(evict));
  const putOff = names.filter((_name, i) => isEvicted[i] === false);
  for (const name of putOff) {
    const again = async (): Promise<true | undefined> => ((await evict(name)) ? true : undefined);
    await waitFor(`the eviction of ${name}`, again, 60_000);
  }
  return putOff.length;
}

/** The value of a metric without labels, or with these, of a pod. @throws when it has no such metric */
export async function metricOf(cluster: Cluster, pod: string, metric: string): Promise<number> {
  const { text } = await ask(cluster, "GET", `${podsPath}/${pod}:9090/proxy/metrics`, undefined);
  const line = text.split("\n").find((line) => line.startsWith(`${metric} `));
  if (line === undefined) throw new Error(`${pod} has no metric ${metric}`);
  return Number(line.slice(metric.length + 1));
}

/** What a pod of vmgate takes, as its kubelet measures it. */
export interface Usage {
  readonly pod: string;
  readonly memoryMiB: number;
  /** Since the pod was started. */
  readonly cpuSeconds: number;
}

interface Summary {
  readonly pods?: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers: readonly {
      readonly name: string;
      readonly memory?: { readonly workingSetBytes?: number };
      readonly cpu?: { readonly usageCoreNanoSeconds?: number };
    }[];
  }[];
}

/** What each container of vmgate takes now. */
export async function usage(cluster: Cluster): Promise<readonly Usage[]> {
  const summaries = await Promise.all(
    [node, otherNode].map(({ name }) =>
      ask(cluster, "GET", `/api/v1/nodes/${name}/proxy/stats/summary`, undefined),
    ),
  );
  return summaries
    .flatMap(({ body }) => (body as Summary).pods ?? [])
    .filter(({ podRef }) => podRef.namespace === "vmgate")
    .flatMap(({ podRef, containers }) =>
      containers.map(({ memory, cpu }) => ({
        pod: podRef.name,
        memoryMiB: Math.round((memory?.workingSetBytes ?? 0) / 2 ** 20),
        cpuSeconds: Math.round((cpu?.usageCoreNanoSeconds ?? 0) / 1e8) / 10,
      })),
    );
}
