import { expect, test } from "vitest";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, bringToStopped, createBoundClaim, finishDataVolume } from "./kubelet.ts";
import { kubevirtPath, waitForObject } from "./objects.ts";
import { runCommand } from "../support/command.ts";
import { caKey, policyText } from "./starts.ts";
import { merged, virtualMachine, type Manifest } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";

describeCluster("life under vmgate", (cluster) => {
  const gate = useVmgate(cluster, { policy: policyText(caKey("first")) });
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

  test("after an uninstall a VM with packed user data starts, and the user's own comes back byte for byte", async () => {
    // Larger than KubeVirt takes, with line ends of both kinds and none at the end.
    const lines = Array.from({ length: 120 }, (_, i) => `  - echo "step ${i} of the script" # caf\u00e9\r`);
    const userData = ["#cloud-config", "runcmd:", ...lines, "final_message: done"].join("\n");
    expect(Buffer.byteLength(userData)).toBeGreaterThan(4096);
    const disks = [
      { name: "root", disk: { bus: "virtio" } },
      { name: "ci", disk: { bus: "virtio" } },
    ];
    const volumes = [
      { name: "root", persistentVolumeClaim: { claimName: "packed" } },
      { name: "ci", cloudInitNoCloud: { userData } },
    ];
    const machine = merged(virtualMachine("packed"), {
      spec: { dataVolumeTemplates: null, template: { spec: { domain: { devices: { disks } }, volumes } } },
    });
    await createBoundClaim(cluster, gate.namespace, "packed");
    await cluster.mustKubectl(["create", "-n", gate.namespace, "-f", "-"], {
      input: JSON.stringify(machine),
    });
    await bringToRunning(cluster, gate.namespace, "packed");
    await cluster.mustVirtctl(["stop", "packed", "-n", gate.namespace]);
    await bringToStopped(cluster, gate.namespace, "packed");

    await gate.vmgate.unregister();
    await gate.vmgate.stop();
    await cluster.mustVirtctl(["start", "packed", "-n", gate.namespace]);
    await bringToRunning(cluster, gate.namespace, "packed");
    const path = (plural: string): string => kubevirtPath(gate.namespace, plural, "packed");
    const stored = (await cluster.request("GET", path("virtualmachines"))).body;
    const instance = (await cluster.request("GET", path("virtualmachineinstances"))).body;
    const [, packed] = ((stored.spec as { template: { spec: Manifest } }).template.spec["volumes"] ??
      []) as Manifest[];
    expect(packed).toHaveProperty("cloudInitNoCloud.userDataBase64");
    expect((instance.spec?.["volumes"] as Manifest[])[1]).toEqual(packed);

    const yaml = await cluster.mustKubectl(["get", "vm", "packed", "-n", gate.namespace, "-o", "yaml"]);
    const { stdout, stderr } = await runCommand(["userdata", "--original", "-"], yaml);
    expect(stdout, stderr).toBe(userData);
  });
});
