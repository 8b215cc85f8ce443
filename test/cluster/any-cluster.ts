import { afterAll, beforeAll, describe } from "vitest";
import { openKubeconfigClient, type Client } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { describeCluster } from "./describe-cluster.ts";
import { readmePolicy } from "./examples.ts";
import { runProgram } from "./helm.ts";
import { createNamespace } from "./objects.ts";
import { useVmgate } from "./use-vmgate.ts";

/** Set: the kubeconfig of a cluster in which vmgate is installed with README's policy; nothing is started then. */
const installed = process.env["VMGATE_KUBECONFIG"];

/** What there is in any cluster in which vmgate is installed: its API server, and a namespace for the tests. */
export interface AnyCluster extends Pick<Cluster, "kubectl" | "request"> {
  readonly namespace: string;
}

/**
 * Tests that need nothing but an API server behind vmgate with README's policy: that of VMGATE_KUBECONFIG, else the
 * cluster of this run.
 */
export function describeAnyCluster(name: string, body: (cluster: AnyCluster) => void): void {
  if (installed !== undefined) {
    describe(name, () => {
      body(useInstalled(installed));
    });
    return;
  }
  describeCluster(name, (cluster) => {
    const gate = useVmgate(cluster, { policy: readmePolicy() });
    body({
      kubectl: (...call) => cluster.kubectl(...call),
      request: (...call) => cluster.request(...call),
      get namespace() {
        return gate.namespace;
      },
    });
  });
}

/** The cluster of a kubeconfig, asked by the kubectl of the PATH; the namespace is deleted afterwards. */
function useInstalled(kubeconfig: string): AnyCluster {
  let [client, namespace]: [Client | undefined, string] = [undefined, ""];
  const opened = (): Client => {
    if (client === undefined) throw new Error("the cluster is opened in beforeAll");
    return client;
  };
  const cluster: AnyCluster = {
    kubectl: (args, { input } = {}) => runProgram("kubectl", args, { KUBECONFIG: kubeconfig }, input),
    request: (...call) => opened().request(...call),
    get namespace() {
      return namespace;
    },
  };
  beforeAll(async () => {
    client = await openKubeconfigClient(kubeconfig);
    namespace = await createNamespace(cluster);
  });
  afterAll(async () => {
    await cluster.kubectl(["delete", "namespace", namespace, "--wait=false"]);
    client?.close();
  });
  return cluster;
}
