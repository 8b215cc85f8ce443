import { rm } from "node:fs/promises";
import { join } from "node:path";
import { identities, makeCertificates, node, otherNode, type Node } from "../cluster/certificates.ts";
import { writeKubeconfig } from "../cluster/clients.ts";
import { newPorts, openCluster, type Cluster } from "../cluster/cluster.ts";
import { startControllerManager, startControlPlane } from "../cluster/control-plane.ts";
import {
  installKubevirt,
  registerVirtApi,
  startVirtController,
  waitForVirtController,
} from "../cluster/kubevirt.ts";
import { createRun, removeDeadRuns } from "../cluster/runs.ts";
import { waitFor } from "../cluster/wait.ts";
import { forward } from "./forward.ts";
import { joinNodes, openNamespaces, type Namespaces } from "./namespaces.ts";
import { besideNode, startContainerd, startNode, startScheduler } from "./programs.ts";

/** A cluster with nodes, and what ends it. */
export interface NodeCluster {
  readonly cluster: Cluster;
  readonly stop: () => Promise<void>;
}

/**
 * Starts Kubernetes with two nodes, and KubeVirt's admission and controller, in namespaces of their own; the API server
 * is reached from here as that of any other cluster. The programs must be built.
 * @param tree the packages of the nodes
 * @param images the folder of the archives of their images
 * @throws when a program doesn't become ready; what was started is stopped then
 */
export async function startNodeCluster(tree: string, images: string): Promise<NodeCluster> {
  await removeDeadRuns();
  const folder = createRun();
  const ports = await newPorts();
  await makeCertificates(join(folder, "certificates"));
  await Promise.all(identities.map((identity) => writeKubeconfig(folder, ports.apiServer, identity)));
  const namespaces = await openNamespaces(folder, tree, node);
  const cluster = openCluster({ folder, ports }, namespaces.processes);
  process.once("exit", cluster.processes.killAll);
  const otherFolder = createRun();
  let other: Namespaces | undefined;
  const closers: (() => void)[] = [cluster.close];
  const stop = async (): Promise<void> => {
    for (const close of closers) close();
    await namespaces.close();
    await other?.close();
    for (const each of [folder, otherFolder])
      await rm(each, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    for (const port of [ports.apiServer, ports.virtApi, ports.virtController]) {
      closers.push(await forward(folder, port, namespaces.processes));
    }
    await startPrograms(cluster, namespaces, images);
    other = await openNamespaces(otherFolder, tree, otherNode);
    await joinNodes([folder, node], [otherFolder, otherNode]);
    await startOtherNode(cluster, otherFolder, other, images);
    return { cluster, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPrograms(cluster: Cluster, namespaces: Namespaces, images: string): Promise<void> {
  const { processes } = namespaces;
  const { folder, ports } = cluster;
  const surroundings = besideNode(folder);
  await startControlPlane(folder, ports, processes, surroundings);
  startContainerd(folder, node, processes);
  await processes.waitFor("kube-apiserver", async () => {
    const answer = await cluster.request("GET", "/readyz").catch(() => undefined);
    return answer?.status === 200;
  });
  startControllerManager(folder, ports, processes, surroundings);
  startNode(folder, node, folder, processes);
  startScheduler(folder, processes);
  await Promise.all([importImages(namespaces, images), installKubevirt(cluster)]);
  startVirtController(cluster);
  await registerVirtApi(cluster);
  await waitForVirtController(cluster);
  await untilReady(cluster, node);
}

/** The programs of a node beside that of the control plane. */
async function startOtherNode(
  cluster: Cluster,
  folder: string,
  namespaces: Namespaces,
  images: string,
): Promise<void> {
  const { processes } = namespaces;
  // The kubeconfigs have the API server on loopback, as it is on the first node.
  const port = cluster.ports.apiServer;
  const ends = [`TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`, `TCP:${node.address}:${port}`];
  processes.start("api-server", "socat", ends);
  startContainerd(folder, otherNode, processes);
  await importImages(namespaces, images);
  startNode(folder, otherNode, cluster.folder, processes);
  await untilReady(cluster, otherNode);
}

async function untilReady(cluster: Cluster, { name }: Node): Promise<void> {
  await waitFor("a node that is ready", async () => {
    const args = ["wait", "--for=condition=Ready", `node/${name}`, "--timeout=60s"];
    return (await cluster.kubectl(args)).code === 0 ? true : undefined;
  });
}

/** vmgate's image gets the names that README and the manifests have for it. */
async function importImages({ run }: Namespaces, images: string): Promise<void> {
  const script = `until ctr version >/dev/null 2>&1; do sleep 0.1; done
for image in sandbox vmgate; do ctr --namespace k8s.io images import "$1/$image.tar"; done
ctr --namespace k8s.io images tag docker.io/library/vmgate:0.1.0 registry.example.org/vmgate:0.1.0`;
  await run("import", "bash", ["-euc", script, "import", images]);
}
