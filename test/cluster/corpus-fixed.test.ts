import { expect, test } from "vitest";
import { fixed, refusals } from "../corpus/fixed.ts";
import { missing, objects, send, verdict } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import type { Manifest } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";

describeCluster("real manifests, fixed as the messages say", (cluster) => {
  const gate = useVmgate(cluster);

  // Some two hundred machines, each asked about many times.
  test.skipIf(missing)(
    "the API server accepts all but those that KubeVirt itself refuses, listed in corpus-fixed.golden.txt",
    { timeout: 400_000 },
    async () => {
      const lines: string[] = [];
      let admitted = 0;
      for (const [file, object] of objects) {
        if (object["kind"] !== "VirtualMachine" || refusals(object).length === 0) continue;
        const result = fixed(object);
        if ("trouble" in result) throw new Error(`${file}: ${result.trouble}`);
        const said = verdict(await send(cluster, gate.namespace, result.object as Manifest));
        if (said === "allowed") admitted++;
        else lines.push(`${file}: ${said}\n`);
      }
      expect(admitted).toBeGreaterThan(100);
      await expect(lines.join("")).toMatchFileSnapshot("corpus-fixed.golden.txt");
    },
  );
});
