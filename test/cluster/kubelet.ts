import type { ApiObject } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { ask, kubevirtPath, waitForObject } from "./objects.ts";
import { waitFor } from "./wait.ts";

/*
 * The parts of kubelet, scheduler, storage and virt-handler, which don't run here: what they would write into the API
 * when all goes well. No guest boots.
 */

const node = "node-1";
const merge = { "content-type": "application/merge-patch+json" };
const vms = "virtualmachines";
const instances = "virtualmachineinstances";

/** Creates a PersistentVolumeClaim that is bound. */
export async function createBoundClaim(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const claims = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;
  const capacity = { storage: "1Gi" };
  await ask(cluster, "POST", claims, {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: capacity },
      volumeName: `volume-of-${name}`,
    },
  });
  const status = { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity };
  await ask(cluster, "PATCH", `${claims}/${name}/status`, { status }, merge);
}

/** Waits for a DataVolume, then finishes its import. */
export async function finishDataVolume(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const path = `/apis/cdi.kubevirt.io/v1beta1/namespaces/${namespace}/datavolumes/${name}`;
  await waitForObject(cluster, path, () => true);
  await createBoundClaim(cluster, namespace, name);
  await ask(cluster, "PATCH", `${path}/status`, { status: { phase: "Succeeded" } }, merge);
}

/** Waits for the pod of an instance, binds it to a node and reports it running. */
async function runPod(cluster: Cluster, namespace: string, instance: string): Promise<void> {
  await createNode(cluster);
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const pod = await waitFor(`a pod of ${instance}`, async () => {
    const { body } = await cluster.request("GET", `${pods}?labelSelector=vm.kubevirt.io/name=${instance}`);
    return body.items?.[0];
  });
  const name = pod.metadata?.name ?? "";
  const target = { apiVersion: "v1", kind: "Node", name: node };
  await ask(cluster, "POST", `${pods}/${name}/binding`, { metadata: { name }, target });
  await ask(cluster, "PATCH", `${pods}/${name}/status`, { status: runningStatus(pod) }, merge);
}

/** Waits until an instance is scheduled, then writes a phase of it as virt-handler. */
async function setInstancePhase(
  cluster: Cluster,
  namespace: string,
  name: string,
  phase: "Running" | "Succeeded" | "Failed",
): Promise<void> {
  const path = kubevirtPath(namespace, instances, name);
  await waitForObject(cluster, path, ({ status }) => ["Scheduled", "Running"].includes(phaseOf(status)));
  await writeAsHandler(cluster, path, (instance) => ({
    ...instance,
    status: { ...(instance.status as object), phase },
  }));
}

/**
 * Writes an instance as virt-handler does in every version: the whole of it, since a patch is not its right before
 * KubeVirt 1.8. @throws with the API server's answer when that refuses it
 */
export async function writeAsHandler(
  cluster: Cluster,
  path: string,
  change: (instance: ApiObject) => ApiObject,
): Promise<void> {
  const handler = cluster.client("kubevirt-handler");
  try {
    await waitFor(`no other write to ${path}`, async () => {
      // It may not read a single instance.
      const { body } = await ask(cluster, "GET", path, undefined);
      const { status, text } = await handler.request("PUT", path, change(body));
      if (status !== 200 && status !== 409) throw new Error(`PUT ${path}: ${text}`);
      return status === 200 ? true : undefined;
    });
  } finally {
    handler.close();
  }
}

/** Brings a VirtualMachine whose volumes are there to Running, and waits until KubeVirt says that it is ready. */
export async function bringToRunning(cluster: Cluster, namespace: string, name: string): Promise<ApiObject> {
  await runPod(cluster, namespace, name);
  await setInstancePhase(cluster, namespace, name, "Running");
  return waitForStatus(cluster, namespace, name, "Running");
}

/** Lets the guest of a VirtualMachine that is stopping shut down, and waits until KubeVirt says Stopped. */
export async function bringToStopped(cluster: Cluster, namespace: string, name: string): Promise<ApiObject> {
  const path = kubevirtPath(namespace, instances, name);
  await waitForObject(
    cluster,
    path,
    ({ metadata }) => metadata !== undefined && "deletionTimestamp" in metadata,
  );
  await setInstancePhase(cluster, namespace, name, "Succeeded");
  const label = `-l=vm.kubevirt.io/name=${name}`;
  await cluster.mustKubectl(["delete", "pod", "-n", namespace, label, "--force", "--grace-period=0"]);
  return waitForStatus(cluster, namespace, name, "Stopped");
}

/** Waits until `kubectl get vm` would show this status. */
function waitForStatus(
  cluster: Cluster,
  namespace: string,
  name: string,
  wanted: string,
): Promise<ApiObject> {
  return waitForObject(cluster, kubevirtPath(namespace, vms, name), ({ status }) => {
    return (
      typeof status === "object" &&
      status !== null &&
      "printableStatus" in status &&
      status.printableStatus === wanted
    );
  });
}

async function createNode(cluster: Cluster): Promise<void> {
  const labels = { "kubevirt.io/schedulable": "true", "kubernetes.io/hostname": node };
  const { status, text } = await cluster.request("POST", "/api/v1/nodes", {
    metadata: { name: node, labels },
  });
  if (status !== 201 && status !== 409) throw new Error(`POST /api/v1/nodes: ${text}`);
}

function runningStatus(pod: ApiObject): object {
  const containers = (pod.spec?.["containers"] ?? []) as { name: string; image: string }[];
  const conditions = ["Initialized", "PodScheduled", "ContainersReady", "Ready"];
  const now = new Date().toISOString();
  return {
    phase: "Running",
    podIP: "10.1.0.2",
    podIPs: [{ ip: "10.1.0.2" }],
    startTime: now,
    conditions: conditions.map((type) => ({ type, status: "True" })),
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    })),
  };
}

function phaseOf(status: unknown): string {
  return typeof status === "object" && status !== null && "phase" in status ? String(status.phase) : "";
}
