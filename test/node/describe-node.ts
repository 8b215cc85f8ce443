import { afterAll, beforeAll, describe, inject } from "vitest";
import { openCluster, type Cluster } from "../cluster/cluster.ts";
import { notBefore } from "../cluster/describe-cluster.ts";

/** Tests over the cluster with a node of this run, which all files share one after the other; skipped where there is none. */
export function describeNode(name: string, body: (cluster: Cluster, helm: string) => void): void {
  const address = inject("nodeCluster");
  describe.skipIf(address === null)(name, () => {
    let opened: Cluster | undefined;
    beforeAll(() => {
      if (address !== null) opened = openCluster(address);
    });
    afterAll(() => opened?.close());
    body(
      notBefore(() => opened),
      inject("helm"),
    );
  });
}
