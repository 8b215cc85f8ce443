import { afterAll, describe, inject } from "vitest";
import { openCluster, type Cluster } from "./cluster.ts";

/** Tests over the cluster of this run, which all files share one after the other; skipped where there is none. */
export function describeCluster(name: string, body: (cluster: Cluster) => void): void {
  const address = inject("cluster");
  const none = { etcd: 0, etcdPeer: 0, apiServer: 0, controllerManager: 0, virtApi: 0, virtController: 0 };
  describe.skipIf(address === null)(name, () => {
    const cluster = openCluster(address ?? { folder: "", ports: none });
    afterAll(cluster.close);
    body(cluster);
  });
}
