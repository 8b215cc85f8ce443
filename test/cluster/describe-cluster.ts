import { afterAll, beforeAll, describe, inject } from "vitest";
import { openCluster, type Cluster, type ClusterAddress } from "./cluster.ts";

/** The cluster of this worker, which its files share one after the other; undefined where there are none. */
function workersCluster(): ClusterAddress | undefined {
  const clusters = inject("clusters");
  if (clusters === null) return undefined;
  const worker = process.env["VITEST_POOL_ID"] ?? "";
  const address = clusters[Number(worker) - 1];
  if (address === undefined) throw new Error(`worker ${worker} has none of the ${clusters.length} clusters`);
  return address;
}

/**
 * Tests over the cluster of this worker; skipped where there is none. While the tests are only being described the
 * cluster can't be used: that is done on every machine, with a cluster or not.
 */
export function describeCluster(name: string, body: (cluster: Cluster) => void): void {
  const address = workersCluster();
  describe.skipIf(address === undefined)(name, () => {
    let opened: Cluster | undefined;
    beforeAll(() => {
      if (address !== undefined) opened = openCluster(address);
    });
    afterAll(() => opened?.close());
    body(notBefore(() => opened));
  });
}

/** The cluster that `opened` gives once there is one. @throws at any use before that */
export function notBefore(opened: () => Cluster | undefined): Cluster {
  const get = (_: Cluster, member: string | symbol): unknown => {
    const cluster = opened();
    if (cluster !== undefined) return Reflect.get(cluster, member);
    throw new Error(`cluster.${String(member)} must not be used before beforeAll: there may be no cluster`);
  };
  return new Proxy({} as Cluster, { get });
}
