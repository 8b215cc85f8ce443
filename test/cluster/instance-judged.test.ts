import { afterEach, beforeAll, expect, test } from "vitest";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ask, kubevirtPath, waitForObject } from "./objects.ts";
import { caKey, cloudConfig, openStarts, policyText, type Starts } from "./starts.ts";
import { useVmgate } from "./use-vmgate.ts";
import { waitFor } from "./wait.ts";

const preference = {
  apiVersion: "instancetype.kubevirt.io/v1beta1",
  kind: "VirtualMachinePreference",
  metadata: { name: "secure" },
  spec: {
    firmware: { preferredEfi: { secureBoot: true } },
    features: { preferredSmm: {} },
  },
};
const instancetype = {
  apiVersion: "instancetype.kubevirt.io/v1beta1",
  kind: "VirtualMachineInstancetype",
  metadata: { name: "sidecar" },
  spec: {
    cpu: { guest: 1 },
    memory: { guest: "1Gi" },
    annotations: { "hooks.kubevirt.io/hookSidecars": '[{"image":"registry.example.com/hook:1"}]' },
  },
};

const volumesOf = ({ spec }: ApiObject): readonly { cloudInitNoCloud?: Record<string, string> }[] =>
  (spec?.["volumes"] ?? []) as { cloudInitNoCloud?: Record<string, string> }[];

describeCluster("how instances of KubeVirt's own controllers are judged", (cluster) => {
  const gate = useVmgate(cluster, { policy: policyText(caKey("first")) });
  let starts: Starts;
  const configure = async (configuration: object): Promise<void> => {
    const path = kubevirtPath("kubevirt", "kubevirts", "kubevirt");
    await ask(
      cluster,
      "PATCH",
      path,
      { spec: { configuration } },
      { "content-type": "application/merge-patch+json" },
    );
  };
  beforeAll(async () => {
    starts = await openStarts(cluster);
    for (const object of [preference, instancetype]) {
      await cluster.mustKubectl(["create", "-n", starts.namespace, "-f", "-"], {
        input: JSON.stringify(object),
      });
    }
  });
  afterEach(async () => {
    // The gate that the cluster was made with stays on: other files take snapshots.
    await configure({ developerConfiguration: { featureGates: ["Snapshot"] }, cpuRequest: null });
  });
  const refusal = (name: string): Promise<string> =>
    waitFor(`the event on ${name}`, async () =>
      (await starts.events(name)).find((message) => message.includes("denied the request")),
    );

  test("secure boot that a preference brings in keeps a marked VM from starting, and says why on the VM", async () => {
    await starts.create("secure", undefined, {
      spec: { preference: { kind: preference.kind, name: "secure" } },
    });
    expect(await refusal("secure")).toMatch(
      /spec\.domain\.firmware\.bootloader\.efi\.secureBoot: Forbidden: .*\[secure-boot\]/,
    );
    const described = await cluster.mustKubectl(["describe", "vm", "secure", "-n", starts.namespace]);
    expect(described).toContain("[secure-boot]");
  });

  test("a VM that is older than vmgate starts with it all the same, and without the platform's part", async () => {
    await gate.vmgate.unregister();
    await starts.create(
      "old",
      { userData: cloudConfig },
      {
        spec: { runStrategy: "Halted", preference: { kind: preference.kind, name: "secure" } },
      },
    );
    await gate.vmgate.register();
    const path = kubevirtPath(starts.namespace, "virtualmachines", "old");
    await ask(
      cluster,
      "PATCH",
      path,
      { spec: { runStrategy: "Always" } },
      { "content-type": "application/merge-patch+json" },
    );
    const instance = await starts.instance("old");
    expect(volumesOf(instance)[1]?.cloudInitNoCloud).toEqual({ userData: cloudConfig });
    expect(JSON.stringify(instance.spec)).toContain('"secureBoot":true');
  });

  test("a hook sidecar that an instancetype brings in keeps a marked VM from starting", async () => {
    await configure({ developerConfiguration: { featureGates: ["Sidecar"] } });
    const domain = { memory: null };
    const create = (): Promise<ApiObject> =>
      starts.create("sidecar", undefined, {
        spec: { instancetype: { kind: instancetype.kind, name: "sidecar" }, template: { spec: { domain } } },
      });
    // The gate takes KubeVirt a moment.
    await waitFor("the feature gate", () => create().catch(() => undefined));
    expect(await refusal("sidecar")).toMatch(/hookSidecars.*\[single-container\]/);
  });

  test("the CPU request that KubeVirt itself puts on instances keeps no VM from starting", async () => {
    await configure({ cpuRequest: "250m" });
    const requests = await waitFor("an instance with KubeVirt's own request", async () => {
      const name = `cpu-${Date.now()}`;
      await starts.create(name);
      const { spec } = await starts.instance(name);
      return JSON.stringify(spec).includes('"250m"') ? spec : undefined;
    });
    expect(requests).toBeDefined();
  });

  test("a replica set's instances are judged with warnings alone, and nothing is put into them", async () => {
    const { spec } = await starts.create(
      "model",
      { userData: cloudConfig },
      { spec: { runStrategy: "Halted" } },
    );
    const template = spec?.["template"] as { metadata: { annotations: object }; spec: { volumes: object[] } };
    const [root, ci] = template.spec.volumes;
    const labels = { set: "workers" };
    const set = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachineInstanceReplicaSet",
      metadata: { name: "workers" },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { ...template.metadata, labels },
          spec: { ...template.spec, volumes: [root, { ...ci, cloudInitNoCloud: { userData: cloudConfig } }] },
        },
      },
    };
    const path = `/apis/kubevirt.io/v1/namespaces/${starts.namespace}`;
    const { warnings } = await ask(cluster, "POST", `${path}/virtualmachineinstancereplicasets`, set);
    expect(warnings.join(" ")).toContain("[bare-instance]");
    const found = await waitFor("the set's instances", async () => {
      const query = `${path}/virtualmachineinstances?labelSelector=set=workers`;
      const { items = [] } = (await ask(cluster, "GET", query, undefined)).body;
      return items.length === 1 ? items : undefined;
    });
    for (const instance of found) {
      expect(instance.metadata?.annotations).toHaveProperty(["vm.cpln.io/contract"], "v1");
      expect(volumesOf(instance)[1]?.cloudInitNoCloud).toEqual({ userData: cloudConfig });
    }
  });

  test("a pool's VMs are under the contract, and their instances start with the platform's part", async () => {
    await starts.createSecret("pooled", { "user-data": cloudConfig });
    const { spec } = await starts.create(
      "pattern",
      { secretRef: { name: "pooled" } },
      { spec: { runStrategy: "Halted" } },
    );
    const template = spec?.["template"] as { spec: object };
    const labels = { pool: "workers" };
    const pool = {
      apiVersion: "pool.kubevirt.io/v1beta1",
      kind: "VirtualMachinePool",
      metadata: { name: "pool" },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        virtualMachineTemplate: {
          metadata: { labels },
          spec: { runStrategy: "Always", template: { metadata: { labels }, spec: template.spec } },
        },
      },
    };
    await cluster.mustKubectl(["create", "-n", starts.namespace, "-f", "-"], { input: JSON.stringify(pool) });
    for (const name of ["pool-0"]) {
      const vm = await waitForObject(
        cluster,
        kubevirtPath(starts.namespace, "virtualmachines", name),
        () => true,
      );
      const instance = await starts.instance(name);
      expect(volumesOf(instance)[1]?.cloudInitNoCloud).toMatchObject({
        secretRef: { name: `vmgate-${vm.metadata?.uid ?? ""}` },
      });
      expect((await starts.derived(vm))?.data["userdata"]?.toString()).toContain(cloudConfig);
    }
  });
});
