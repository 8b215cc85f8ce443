import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiObject } from "./client.ts";
import { files, missing, objects } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import { caKey, policyText } from "./starts.ts";
import { asList, merged, type Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/** How many VMs of the corpus are applied again, spread over it; all of them every night. */
const sampleSize = process.env["VMGATE_CORPUS"] === "all" ? Number.POSITIVE_INFINITY : 40;

/** How a client makes objects, and sends the same manifests again. */
const clients: Readonly<Record<string, readonly [first: readonly string[], again: readonly string[]]>> = {
  "kubectl apply": [["apply"], ["apply"]],
  "kubectl apply --server-side": [
    ["apply", "--server-side"],
    ["apply", "--server-side"],
  ],
  "kubectl replace": [["create"], ["replace"]],
};

describeCluster("real manifests that are applied again", (cluster) => {
  let vmgate: Vmgate;
  let sample: readonly Manifest[] = [];

  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: policyText(caKey("first")) });
    await vmgate.register();
    const namespace = await createNamespace(cluster);
    const admitted: Manifest[] = [];
    for (const file of files.filter((name) => name.startsWith("vms/"))) {
      const object = objects.get(file);
      if (object === undefined) continue;
      const stopped = named(asStopped(object), `vm-${admitted.length}`, namespace);
      // kubectl sends no fields that the API does not know.
      const path = `/apis/${String(object["apiVersion"])}/namespaces/${namespace}/virtualmachines`;
      const { status } = await cluster.request("POST", `${path}?dryRun=All&fieldValidation=Strict`, stopped);
      if (status === 201) admitted.push(stopped);
    }
    const step = Math.max(1, admitted.length / sampleSize);
    sample = admitted.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test.skipIf(missing).for(Object.entries(clients))(
    "%s changes no generation and no spec",
    { timeout: 300_000 },
    async ([, [first, again]]) => {
      expect(sample.length).toBeGreaterThanOrEqual(40);
      const namespace = await createNamespace(cluster);
      const list = asList(...sample.map((object, i) => named(object, `vm-${i}`, namespace)));
      const input = JSON.stringify(list);
      await cluster.mustKubectl([...first, "-f", "-"], { input });
      const before = await specsIn(namespace);
      await cluster.mustKubectl([...again, "-f", "-"], { input });
      expect(before).toHaveLength(sample.length);
      expect(await specsIn(namespace)).toEqual(before);
    },
  );

  async function specsIn(namespace: string): Promise<unknown[]> {
    const path = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines`;
    const { items = [] } = (await cluster.request("GET", path)).body;
    return items.map(({ metadata, spec }: ApiObject) => ({ generation: metadata?.generation, spec }));
  }
});

/** The same VM, switched off: starting is not what is tested here. */
function asStopped(object: Manifest): Manifest {
  const spec = (object["spec"] ?? {}) as Manifest;
  if ("running" in spec) return merged(object, { spec: { running: false } });
  return "runStrategy" in spec ? merged(object, { spec: { runStrategy: "Halted" } }) : object;
}

function named(object: Manifest, name: string, namespace: string): Manifest {
  const { labels, annotations } = (object["metadata"] ?? {}) as Manifest;
  return { ...object, metadata: { name, namespace, labels, annotations } };
}
