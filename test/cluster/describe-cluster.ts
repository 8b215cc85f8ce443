import { afterAll, beforeAll, describe, inject } from "vitest";
import { openCluster, type Cluster } from "./cluster.ts";

/**
 * Tests over the cluster of this run, which all files share one after the other; skipped where there is none. While
 * the tests are only being described the cluster can't be used: that is done on every machine, with a cluster or not.
 */
export function describeCluster(name: string, body: (cluster: Cluster) => void): void {
  const address = inject("cluster");
  describe.skipIf(address === null)(name, () => {
    let opened: Cluster | undefined;
    beforeAll(() => {
      if (address !== null) opened = openCluster(address);
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
