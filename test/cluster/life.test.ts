import { expect, test } from "vitest";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, bringToStopped, finishDataVolume } from "./kubelet.ts";
import { kubevirtPath, waitForObject } from "./objects.ts";
import { merged, virtualMachine } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";

describeCluster("life under vmgate", (cluster) => {
  const gate = useVmgate(cluster);
  const create = async (name: string): Promise<void> => {
    await cluster.mustKubectl(["create", "-n", gate.namespace, "-f", "-"], {
      input: JSON.stringify(virtualMachine(name)),
    });
  };

  test("a completed VM starts, stops and is deleted by KubeVirt's own controller", async () => {
    await create("web");
    await finishDataVolume(cluster, gate.namespace, "web-root");
    await bringToRunning(cluster, gate.namespace, "web");
    const halt = [
      "patch",
      "vm",
      "web",
      "-n",
      gate.namespace,
      "--type=merge",
      "-p",
      '{"spec":{"runStrategy":"Halted"}}',
    ];
    await cluster.mustKubectl(halt);
    await bringToStopped(cluster, gate.namespace, "web");
    await cluster.mustKubectl(["delete", "vm", "web", "-n", gate.namespace, "--timeout=20s"]);
  });

  test("a pool gets its VMs", async () => {
    const { spec } = virtualMachine("pooled");
    const labels = { pool: "workers" };
    const pool = {
      apiVersion: "pool.kubevirt.io/v1beta1",
      kind: "VirtualMachinePool",
      metadata: { name: "workers" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        virtualMachineTemplate: {
          metadata: { labels },
          spec: merged({ spec }, { spec: { runStrategy: "Halted", template: { metadata: { labels } } } })[
            "spec"
          ],
        },
      },
    };
    await cluster.mustKubectl(["create", "-n", gate.namespace, "-f", "-"], { input: JSON.stringify(pool) });
    for (const name of ["workers-0", "workers-1"]) {
      const machine = await waitForObject(
        cluster,
        kubevirtPath(gate.namespace, "virtualmachines", name),
        () => true,
      );
      expect(machine.spec).toHaveProperty(
        ["template", "metadata", "annotations", "vm.cpln.io/contract"],
        "v1",
      );
    }
  });

  test("while vmgate is down no VM is created, and all else works", async () => {
    await create("orphan");
    const finalizers = { metadata: { finalizers: ["example.com/keep"] } };
    const patch = (change: object): readonly string[] => {
      return ["patch", "vm", "orphan", "-n", gate.namespace, "--type=merge", "-p", JSON.stringify(change)];
    };
    await cluster.mustKubectl(patch(finalizers));
    await gate.vmgate.stop();
    try {
      const input = JSON.stringify(virtualMachine("refused"));
      const { code, stderr } = await cluster.kubectl(["create", "-n", gate.namespace, "-f", "-"], { input });
      expect(code).toBe(1);
      expect(stderr).toMatch(/failed calling webhook ".*vmgate.*connection refused/);

      await cluster.mustKubectl(["create", "configmap", "settings", "-n", gate.namespace]);
      await cluster.mustKubectl(["run", "pod", "--image=none", "-n", gate.namespace]);
      await cluster.mustKubectl(["label", "vm", "orphan", "-n", gate.namespace, "colour=blue"]);
      await cluster.mustKubectl(["delete", "vm", "orphan", "-n", gate.namespace, "--wait=false"]);
      await cluster.mustKubectl(patch({ metadata: { finalizers: null } }));
      await cluster.mustKubectl(["wait", "--for=delete", "vm/orphan", "-n", gate.namespace, "--timeout=20s"]);
    } finally {
      await gate.vmgate.start();
    }
    await create("after-all");
  });
});
