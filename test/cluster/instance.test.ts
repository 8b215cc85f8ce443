import { afterAll, beforeAll, expect, test } from "vitest";
import { gunzip } from "../../src/user-data/encoding/gzip.ts";
import { unwrap } from "../../src/user-data/wrapper/wrapper.ts";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ask, kubevirtPath } from "./objects.ts";
import { caKey, cloudConfig, longCloudConfig, openStarts, policyText, type Starts } from "./starts.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";
import { waitFor } from "./wait.ts";

const [first, second] = [caKey("first"), caKey("second")];

/** What the user's part of wrapped user data is, and whether a CA key is in the platform's. */
function opened(bytes: Uint8Array | undefined, key: string): { user: string | undefined; trusts: boolean } {
  const content = gunzip(bytes ?? new Uint8Array()) ?? bytes ?? new Uint8Array();
  const wrapping = unwrap(content);
  const user =
    wrapping.kind === "wrapped" && typeof wrapping.user === "object" ? wrapping.user.content : undefined;
  return {
    user: user === undefined ? undefined : Buffer.from(user).toString(),
    trusts: Buffer.from(content)
      .toString()
      .includes(key.split(" ")[1] ?? key),
  };
}

const volumesOf = ({ spec }: ApiObject): readonly Record<string, Record<string, unknown>>[] =>
  (spec?.["volumes"] ?? []) as Record<string, Record<string, unknown>>[];

describeCluster("the start of instances by KubeVirt's own controller", (cluster) => {
  let vmgate: Vmgate;
  let starts: Starts;
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: policyText(first), isBundled: true });
    await vmgate.register();
    starts = await openStarts(cluster);
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test("inline data that fit stay inline, and no Secret is made", async () => {
    const vm = await starts.create("fits", { userData: cloudConfig });
    const instance = await starts.instance("fits");
    expect(volumesOf(instance)[1]).toEqual(
      ((vm.spec?.["template"] as ApiObject).spec?.["volumes"] as unknown[])[1],
    );
    const disk = await starts.disk(instance);
    expect(opened(disk?.files["user-data"], first)).toEqual({ user: cloudConfig, trusts: true });
    expect(Buffer.from(disk?.files["network-config"] ?? []).toString()).toContain("10.96.0.10");
    expect(await starts.derived(vm)).toBeUndefined();
  });

  test("inline data that do not fit go through a Secret, and the VM keeps them as written", async () => {
    const vm = await starts.create("long", { userData: longCloudConfig });
    const instance = await starts.instance("long");
    const stored = ((await starts.vm("long")).spec?.["template"] as ApiObject).spec?.["volumes"] as Record<
      string,
      object
    >[];
    expect(stored[1]).toMatchObject({ cloudInitNoCloud: { userData: longCloudConfig } });
    const name = `vmgate-${vm.metadata?.uid ?? ""}`;
    expect(volumesOf(instance)[1]).toEqual({
      name: "ci",
      cloudInitNoCloud: { secretRef: { name }, networkDataSecretRef: { name } },
    });
    const secret = await starts.derived(vm);
    const disk = await starts.disk(instance);
    expect(disk?.label).toBe("cidata");
    expect(disk?.files["user-data"]).toEqual(Uint8Array.from(secret?.data["userdata"] ?? []));
    expect(opened(disk?.files["user-data"], first)).toEqual({ user: longCloudConfig, trusts: true });
    expect(Buffer.from(disk?.files["network-config"] ?? []).toString()).toMatch(/^# vmgate\n/);
  });

  test.for([
    ["userdata", "secret"],
    ["userData", "secret-2"],
    ["user-data", "secret-3"],
  ] as const)("user data in a Secret under %s are merged into another", async ([key, name]) => {
    const original = await starts.createSecret(name, { [key]: cloudConfig });
    const vm = await starts.create(name, { secretRef: { name } });
    const disk = await starts.disk(await starts.instance(name));
    expect(opened(disk?.files["user-data"], first)).toEqual({ user: cloudConfig, trusts: true });
    const secret = await starts.derived(vm);
    expect(Object.keys(secret?.data ?? {}).sort()).toEqual(["networkdata", "userdata"]);
    expect(secret?.metadata).toMatchObject({
      labels: { "vm.cpln.io/owner": vm.metadata?.uid },
      ownerReferences: [
        { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", name, uid: vm.metadata?.uid },
      ],
    });
    const path = `/api/v1/namespaces/${starts.namespace}/secrets/${name}`;
    expect((await ask(cluster, "GET", path, undefined)).body.metadata?.resourceVersion).toBe(
      original.metadata?.resourceVersion,
    );
  });

  test("the launcher's pod mounts the derived Secret", async () => {
    const { metadata } = await starts.vm("secret");
    const pods = `/api/v1/namespaces/${starts.namespace}/pods?labelSelector=vm.kubevirt.io/name=secret`;
    const pod = await waitFor("the pod", async () => (await cluster.request("GET", pods)).body.items?.[0]);
    const volumes = pod.spec?.["volumes"] as { name: string; secret?: { secretName: string } }[];
    const secrets = volumes.flatMap(({ name, secret }) =>
      secret === undefined ? [] : [[name, secret.secretName]],
    );
    expect(secrets).toEqual(["ci-udata", "ci-ndata"].map((name) => [name, `vmgate-${metadata?.uid ?? ""}`]));
  });

  test("two VMs share one Secret of a user's, and each has a derived one", async () => {
    await starts.createSecret("shared", { userdata: cloudConfig });
    const vms = await Promise.all(
      ["left", "right"].map((name) => starts.create(name, { secretRef: { name: "shared" } })),
    );
    await Promise.all(["left", "right"].map((name) => starts.instance(name)));
    const [left, right] = await Promise.all(vms.map((vm) => starts.derived(vm)));
    expect(left?.data["userdata"]).toEqual(right?.data["userdata"]);
    expect(left?.metadata?.name).not.toBe(right?.metadata?.name);
  });

  test("a VM without cloud-init gets the platform's own volume", async () => {
    await starts.create("none");
    const instance = await starts.instance("none");
    const disk = await starts.disk(instance);
    expect(disk?.label).toBe("cidata");
    expect(opened(disk?.files["user-data"], first)).toEqual({ user: undefined, trusts: true });
  });

  test("Windows gets a config drive", async () => {
    await starts.create("windows", undefined, {
      spec: { template: { metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } } } },
    });
    const disk = await starts.disk(await starts.instance("windows"));
    expect(disk?.label).toBe("config-2");
    expect(Buffer.from(disk?.files["openstack/latest/user_data"] ?? []).subarray(0, 2)).toEqual(
      Buffer.of(0x1f, 0x8b),
    );
    expect(opened(disk?.files["openstack/latest/user_data"], first).trusts).toBe(true);
    expect(disk?.files).not.toHaveProperty(["openstack/latest/network_data.json"]);
  });

  test("a dry run of an instance writes nothing", async () => {
    await starts.createSecret("dry", { userdata: cloudConfig });
    const vm = await starts.create(
      "dry",
      { secretRef: { name: "dry" } },
      { spec: { runStrategy: "Halted" } },
    );
    const controller = cluster.client("kubevirt-controller");
    const path = `${kubevirtPath(starts.namespace, "virtualmachineinstances", "").replace(/\/$/, "")}?dryRun=All`;
    const { metadata, spec } = vm.spec?.["template"] as ApiObject;
    const owner = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      name: "dry",
      uid: vm.metadata?.uid,
      controller: true,
    };
    const { status, body, text } = await controller.request("POST", path, {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachineInstance",
      metadata: { ...metadata, name: "dry", ownerReferences: [owner] },
      spec,
    });
    controller.close();
    expect(status, text).toBe(201);
    expect(volumesOf(body)[1]).toMatchObject({
      cloudInitNoCloud: { secretRef: { name: `vmgate-${vm.metadata?.uid ?? ""}` } },
    });
    expect(await starts.derived(vm)).toBeUndefined();
  });

  test("the derived Secret goes when its VM goes", async () => {
    const vm = await starts.vm("long");
    await ask(cluster, "DELETE", kubevirtPath(starts.namespace, "virtualmachines", "long"), undefined);
    await waitFor("the end of the Secret", async () =>
      (await starts.derived(vm)) === undefined ? true : undefined,
    );
  });

  test("a new CA reaches VMs at their next start, and nothing that runs", async () => {
    const names = ["fits", "secret", "none"];
    const now = (): Promise<ApiObject[]> => Promise.all(names.map((name) => starts.vm(name)));
    const running = (): Promise<unknown[]> =>
      Promise.all(names.map(async (name) => (await starts.instance(name)).metadata?.resourceVersion));
    const [vms, instances] = [await now(), await running()];
    await vmgate.setPolicy(policyText(second));
    expect(await running()).toEqual(instances);
    for (const [i, vm] of vms.entries()) await expectRestarted(names[i] ?? "", vm);
  });

  test("where the policy puts all of it into Secrets, VMs stay as written and start with it", async () => {
    await vmgate.setPolicy(policyText(first, "injection: {at: instance}\n"));
    for (const [name, source] of [["as-written", { userData: cloudConfig }], ["as-written-none"]] as const) {
      const vm = await starts.create(name, source);
      const stored = volumesOf(vm.spec?.["template"] as ApiObject);
      expect(stored.slice(1)).toEqual(source === undefined ? [] : [{ name: "ci", cloudInitNoCloud: source }]);
      const disk = await starts.disk(await starts.instance(name));
      expect(opened(disk?.files["user-data"], first)).toEqual({ user: source?.userData, trusts: true });
      expect(disk?.files["user-data"]).toEqual(
        Uint8Array.from((await starts.derived(vm))?.data["userdata"] ?? []),
      );
    }
  });

  async function expectRestarted(name: string, before: ApiObject): Promise<void> {
    const secret = await starts.derived(before);
    const disk = await starts.disk(await starts.restart(name));
    const user = name === "none" ? undefined : cloudConfig;
    expect(opened(disk?.files["user-data"], second), name).toEqual({ user, trusts: true });
    expect(opened(disk?.files["user-data"], first).trusts, name).toBe(false);
    const vm = await starts.vm(name);
    // Stopped and started: two changes of the run strategy, and none of vmgate's.
    expect(vm.metadata?.generation, name).toBe(Number(before.metadata?.generation) + 2);
    expect(vm.spec?.["template"], name).toEqual(before.spec?.["template"]);
    expect(JSON.stringify(vm.status), name).not.toContain("RestartRequired");
    // The very same Secret, written anew.
    expect((await starts.derived(vm))?.metadata?.uid, name).toBe(secret?.metadata?.uid);
  }
});
