import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import type { Answer, ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, createBoundClaim, finishDataVolume, writeAsHandler } from "./kubelet.ts";
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
  const configure = (configuration: Manifest): Promise<Answer> =>
    patch(kubevirtPath("kubevirt", "kubevirts", "kubevirt"), { spec: { configuration } });
  const setGates = (...gates: readonly string[]): Promise<Answer> =>
    configure({ developerConfiguration: { featureGates: ["Snapshot", ...gates] } });

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

    test("virtctl takes it out again, and the VM is as it was", async () => {
      // Before KubeVirt 1.8 the instance alone is changed without --persist; since then it says nothing.
      const options = ["-n", gate.namespace, "--volume-name=extra", "--persist"];
      /** It takes another request only when it has done with the one before. */
      const untilItHas = (isThere: boolean): Promise<ApiObject> =>
        waitForObject(cluster, vm("web"), ({ spec, status = {} }) => {
          const { volumeRequests = [] } = status as { readonly volumeRequests?: readonly unknown[] };
          return volumeRequests.length === 0 && JSON.stringify(spec).includes('"extra"') === isThere;
        });
      await cluster.mustVirtctl(["removevolume", "web", ...options]);
      const before = await untilItHas(false);
      await cluster.mustVirtctl(["addvolume", "web", ...options]);
      await untilItHas(true);
      await cluster.mustVirtctl(["removevolume", "web", ...options]);
      const after = await untilItHas(false);
      expect(after.spec).toEqual(before.spec);
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
      const web = kubevirtPath(gate.namespace, "virtualmachineinstances", "web");
      const written = {
        labels: { "kubevirt.io/nodeName": "node-2", "kubevirt.io/migrationTargetNodeName": "node-2" },
        annotations: { "kubevirt.io/migration-target-start-timestamp": "2026-01-01T00:00:00Z" },
      };
      const writing = writeAsHandler(cluster, web, ({ metadata, ...instance }) => ({
        ...instance,
        metadata: {
          ...metadata,
          labels: { ...metadata?.labels, ...written.labels },
          annotations: { ...metadata?.annotations, ...written.annotations },
        },
      }));
      await expect(writing).resolves.toBeUndefined();
    });
  });

  describe("instancetypes and preferences", () => {
    const kind = (name: string): string => `VirtualMachineCluster${name}`;
    const typed = (name: string, instancetype: string): Manifest =>
      merged(virtualMachine(name), {
        metadata: { namespace: gate.namespace },
        spec: {
          runStrategy: "Halted",
          dataVolumeTemplates: null,
          instancetype: { name: instancetype, kind: kind("Instancetype") },
          preference: { name: "installed", kind: kind("Preference") },
          template: {
            spec: {
              domain: { memory: null, devices: { disks: [{ name: "root", disk: {} }] } },
              volumes: [{ name: "root", persistentVolumeClaim: { claimName: "typed" } }],
            },
          },
        },
      });
    const apply = async (machine: Manifest): Promise<ApiObject> => {
      await cluster.mustKubectl(["apply", "-f", "-"], { input: JSON.stringify(machine) });
      return (await cluster.request("GET", vm((machine["metadata"] as { name: string }).name))).body;
    };
    const domainOf = ({ spec }: ApiObject): Manifest =>
      Field.root(spec).at("template", "spec", "domain").value as Manifest;
    const start = async (name: string): Promise<ApiObject> => {
      await patch(vm(name), { spec: { runStrategy: "Always" } });
      return waitForObject(
        cluster,
        kubevirtPath(gate.namespace, "virtualmachineinstances", name),
        () => true,
      );
    };

    beforeAll(async () => {
      const apiVersion = "instancetype.kubevirt.io/v1beta1";
      const instancetype = (name: string, guest: number): object => ({
        apiVersion,
        kind: kind("Instancetype"),
        metadata: { name },
        spec: { cpu: { guest }, memory: { guest: "1Gi" } },
      });
      const preference = {
        apiVersion,
        kind: kind("Preference"),
        metadata: { name: "installed" },
        spec: {
          devices: { preferredDiskBus: "scsi" },
          firmware: { preferredEfi: { secureBoot: false } },
          clock: { preferredClockOffset: { timezone: "Europe/Paris" } },
        },
      };
      for (const object of [instancetype("small", 1), instancetype("large", 4), preference])
        await cluster.apply(object);
      await createBoundClaim(cluster, gate.namespace, "typed");
    });

    afterAll(() => configure({ instancetype: null }));

    test("another instancetype changes that alone, and the instance has its CPU", async () => {
      const before = await apply(typed("changed", "small"));
      const after = await apply(typed("changed", "large"));
      expect(merged(after.spec ?? {}, { instancetype: null })).toEqual(
        merged(before.spec ?? {}, { instancetype: null }),
      );
      expect((await apply(typed("changed", "large"))).metadata?.generation).toBe(after.metadata?.generation);
      expect(domainOf(after)).not.toHaveProperty("cpu");
      expect((await start("changed")).spec).toHaveProperty(
        "domain.cpu",
        expect.objectContaining({ sockets: 4 }),
      );
    });

    test("a running VM gets another one by kubectl patch", async () => {
      await apply(typed("running", "small"));
      await start("running");
      const instancetype = { name: "large", kind: kind("Instancetype"), revisionName: null };
      const { status, text } = await patch(vm("running"), { spec: { instancetype } });
      expect(status, text).toBe(200);
      const { body } = await cluster.request("GET", vm("running"));
      expect(body.spec).toHaveProperty("instancetype.name", "large");
      expect(domainOf(body)).not.toHaveProperty("cpu");
    });

    test("referencePolicy: expand writes both into the VM, and vmgate adds nothing to what they chose", async () => {
      await configure({ instancetype: { referencePolicy: "expand" } });
      // KubeVirt reads its configuration anew within a moment, and does not expand what it has handled before.
      const isExpanded = async (): Promise<ApiObject | undefined> => {
        const name = `expanded-${Date.now()}`;
        await apply(typed(name, "large"));
        const probe = async (): Promise<ApiObject | undefined> => {
          const { body } = await cluster.request("GET", vm(name));
          return body.spec?.["instancetype"] === undefined ? body : undefined;
        };
        return waitFor("a VM to be expanded", probe, 3000).catch(() => undefined);
      };
      const expanded = await waitFor("KubeVirt to expand", isExpanded);
      const name = expanded.metadata?.name ?? "";
      expect(expanded.spec).not.toHaveProperty("preference");
      expect(domainOf(expanded)).toMatchObject({
        cpu: { sockets: 4 },
        clock: { timezone: "Europe/Paris" },
        devices: { disks: [{ name: "root", disk: { bus: "scsi" } }] },
        firmware: { bootloader: { efi: { secureBoot: false } } },
      });
      // They are its owner's from now on.
      const labels = { metadata: { labels: { colour: "blue" } } };
      await patch(vm(name), { spec: { template: labels } });
      const { body } = await cluster.request("GET", vm(name));
      expect(body.spec).toEqual(merged(expanded.spec ?? {}, { template: labels }));
      // The manifest names both again, beside the CPU that KubeVirt wrote: KubeVirt refuses that, and nothing changes.
      const again = await cluster.kubectl(["apply", "-f", "-"], {
        input: JSON.stringify(typed(name, "large")),
      });
      expect(again.stderr).toContain("conflicts with selected instance type");
      expect((await cluster.request("GET", vm(name))).body.spec).toEqual(body.spec);
      expect((await start(name)).spec).toHaveProperty("domain.clock.timezone", "Europe/Paris");
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
