import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, createBoundClaim, finishDataVolume } from "./kubelet.ts";
import { ask, kubevirtPath, waitForObject } from "./objects.ts";
import { merged, virtualMachine, type Manifest } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";
import { waitFor } from "./wait.ts";

/*
 * What reaches a VirtualMachine through a subresource, by way of KubeVirt's own accounts, and what through `scale`
 * reaches a pool without any webhook. No guest runs here: what virt-handler writes on a node is written in its name.
 */

const mergePatch = { "content-type": "application/merge-patch+json" };

describeCluster("subresources", (cluster) => {
  const gate = useVmgate(cluster);
  const vm = (name: string): string => kubevirtPath(gate.namespace, "virtualmachines", name);
  const patch = (path: string, body: unknown): Promise<Answer> =>
    cluster.request("PATCH", path, body, mergePatch);
  const setGates = (...gates: readonly string[]): Promise<Answer> =>
    patch(kubevirtPath("kubevirt", "kubevirts", "kubevirt"), {
      spec: { configuration: { developerConfiguration: { featureGates: ["Snapshot", ...gates] } } },
    });

  beforeAll(async () => {
    await setGates("HotplugVolumes");
  });
  afterAll(async () => {
    await setGates();
  });

  describe("of a running VM", () => {
    beforeAll(async () => {
      const machine = merged(virtualMachine("web"), { spec: { runStrategy: "Always" } });
      await ask(
        cluster,
        "POST",
        kubevirtPath(gate.namespace, "virtualmachines", "").replace(/\/$/, ""),
        machine,
      );
      await finishDataVolume(cluster, gate.namespace, "web-root");
      await bringToRunning(cluster, gate.namespace, "web");
    });

    test("addvolume goes through virt-api and the controller, and takes nothing of what vmgate wrote", async () => {
      await createBoundClaim(cluster, gate.namespace, "extra");
      const { body: before } = await cluster.request("GET", vm("web"));
      const path = `/apis/subresources.kubevirt.io/v1/namespaces/${gate.namespace}/virtualmachines/web/addvolume`;
      const options = {
        name: "extra",
        disk: { name: "extra", disk: { bus: "scsi" } },
        volumeSource: { persistentVolumeClaim: { claimName: "extra", hotpluggable: true } },
      };
      const added = await waitFor("virt-api to know its feature gate", async () => {
        const answer = await cluster.request("PUT", path, options);
        return answer.text.includes("feature gate") ? undefined : answer;
      });
      expect(added.status, added.text).toBeLessThan(300);
      const after = await waitForObject(cluster, vm("web"), ({ spec }) =>
        JSON.stringify(spec).includes('"extra"'),
      );
      const withoutExtra = JSON.stringify(after.spec, (key, value: unknown) =>
        Array.isArray(value) && (key === "volumes" || key === "disks")
          ? value.filter((item) => (item as { name: string }).name !== "extra")
          : value,
      );
      expect(JSON.parse(withoutExtra)).toEqual(before.spec);
    });

    test("a migration begins, and virt-handler's writes on the instance pass", async () => {
      const migrations = kubevirtPath(gate.namespace, "virtualmachineinstancemigrations", "move");
      await ask(cluster, "POST", migrations.replace(/\/move$/, ""), {
        apiVersion: "kubevirt.io/v1",
        kind: "VirtualMachineInstanceMigration",
        metadata: { name: "move" },
        spec: { vmiName: "web" },
      });
      await waitForObject(cluster, migrations, ({ status }) =>
        JSON.stringify(status ?? {}).includes("phase"),
      );
      const handler = cluster.client("kubevirt-handler");
      const written = await handler.request(
        "PATCH",
        kubevirtPath(gate.namespace, "virtualmachineinstances", "web"),
        {
          metadata: {
            labels: { "kubevirt.io/nodeName": "node-2", "kubevirt.io/migrationTargetNodeName": "node-2" },
            annotations: { "kubevirt.io/migration-target-start-timestamp": "2026-01-01T00:00:00Z" },
          },
        },
        mergePatch,
      );
      handler.close();
      expect(written.status, written.text).toBe(200);
    });
  });

  test("scale of a pool reaches no webhook, and an update of the pool does", async () => {
    const pools = `/apis/pool.kubevirt.io/v1beta1/namespaces/${gate.namespace}/virtualmachinepools`;
    const labels = { pool: "shared" };
    const { spec } = virtualMachine("shared") as { spec: Manifest };
    const template = {
      metadata: { labels },
      spec: { volumes: [{ name: "root", persistentVolumeClaim: { claimName: "one" } }] },
    };
    await ask(cluster, "POST", pools, {
      apiVersion: "pool.kubevirt.io/v1beta1",
      kind: "VirtualMachinePool",
      metadata: { name: "shared" },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        virtualMachineTemplate: {
          metadata: { labels },
          spec: merged(spec, { runStrategy: "Halted", dataVolumeTemplates: null, template }),
        },
      },
    });
    const refused = await patch(`${pools}/shared`, { spec: { replicas: 2 } });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("[boot-disk]");
    // The API server sends a webhook the Scale alone, without the pool: no webhook or policy could see the claim.
    const scaled = await patch(`${pools}/shared/scale`, { spec: { replicas: 2 } });
    expect(scaled.status, scaled.text).toBe(200);
    expect((await cluster.request("GET", `${pools}/shared`)).body.spec).toMatchObject({ replicas: 2 });
  });
});
