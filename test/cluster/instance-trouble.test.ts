import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reviewOf, send } from "../support/server.ts";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { ask, kubevirtPath } from "./objects.ts";
import { caKey, cloudConfig, longCloudConfig, openStarts, policyText, type Starts } from "./starts.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";
import { waitFor } from "./wait.ts";

const key = caKey("first");
const lenient = policyText(key);
const strict = policyText(key, "injection: {whenImpossible: refuse}\n");
const controller = "system:serviceaccount:kubevirt:kubevirt-controller";
const treasure = "#!/bin/sh\n# the combination is 7-21-38\n";

const sourceOf = ({ spec }: ApiObject): unknown => {
  const volumes = (spec?.["volumes"] ?? []) as { cloudInitNoCloud?: object }[];
  return volumes[1]?.cloudInitNoCloud;
};

describeCluster("when the start of an instance goes wrong", (cluster) => {
  let vmgate: Vmgate;
  let starts: Starts;
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: strict });
    await vmgate.register();
    starts = await openStarts(cluster);
  });
  afterAll(async () => {
    await applyInjectionManifests(cluster);
    await vmgate.unregister();
    await vmgate.stop();
  });

  /** Waits until KubeVirt says on the VM, in an event and in a condition, why its instance was refused. */
  const refusedOn = async (name: string): Promise<string> => {
    const text = await waitFor(`the event on ${name}`, async () =>
      (await starts.events(name)).find((message) => message.includes("denied the request")),
    );
    // KubeVirt writes the condition after the event.
    await waitFor(`the condition on ${name}`, async () => {
      const { status } = await starts.vm(name);
      return JSON.stringify(status).includes("denied the request") ? true : undefined;
    });
    expect(
      (await cluster.request("GET", kubevirtPath(starts.namespace, "virtualmachineinstances", name))).status,
    ).toBe(404);
    return text;
  };
  /** Waits for vmgate's own events on a VM, and gives what `kubectl get events` shows of them. */
  const ownEvents = (name: string): Promise<readonly string[]> =>
    waitFor(`vmgate's event on ${name}`, async () => {
      const fields = `involvedObject.kind=VirtualMachine,involvedObject.name=${name},reportingComponent=vmgate`;
      const columns = '-o=jsonpath={range .items[*]}{.reason} {.message}{"\\n"}{end}';
      const args = ["get", "events", "-n", starts.namespace, `--field-selector=${fields}`, columns];
      const lines = (await cluster.mustKubectl(args)).split("\n").filter((line) => line !== "");
      return lines.length > 0 ? lines : undefined;
    });
  const remove = (name: string): Promise<unknown> =>
    ask(cluster, "DELETE", kubevirtPath(starts.namespace, "virtualmachines", name), undefined);

  test("a Secret that is missing: refused where a user looks, and started once it is there", async () => {
    await starts.create("missing", { secretRef: { name: "later" } });
    const text = await refusedOn("missing");
    expect(text).toContain('Secret "later" does not exist: must name a Secret that exists');
    expect(text).toContain("[cloud-init-source]");
    const described = await cluster.mustKubectl(["describe", "vm", "missing", "-n", starts.namespace]);
    expect(described).toContain('Secret "later" does not exist');
    expect(await ownEvents("missing")).toEqual([
      'StartDenied Secret "later" does not exist; create it, and KubeVirt starts the VM [cloud-init-source]',
    ]);
    await starts.createSecret("later", { userdata: cloudConfig });
    // KubeVirt tries again by itself, less and less often.
    await starts.instance("missing");
  });

  test("a Secret without such a key: refused", async () => {
    await starts.createSecret("other-keys", { notes: treasure });
    await starts.create("other-keys", { secretRef: { name: "other-keys" } });
    const text = await refusedOn("other-keys");
    expect(text).toContain("has no key userdata");
    expect(text).not.toContain("7-21-38");
    await remove("other-keys");
  });

  test("more than 16 KiB in a Secret starts: there is no limit but the Secret's own", async () => {
    await starts.createSecret("huge", { userdata: `#cloud-config\n#${"x".repeat(16 * 1024)}` });
    await starts.create("huge", { secretRef: { name: "huge" } });
    await starts.instance("huge");
    await remove("huge");
  });

  test("a Secret of the derived name that is not vmgate's: refused, and that Secret is unchanged", async () => {
    await starts.createSecret("mine", { userdata: cloudConfig });
    const vm = await starts.create(
      "taken",
      { secretRef: { name: "mine" } },
      { spec: { runStrategy: "Halted" } },
    );
    const foreign = await starts.createSecret(`vmgate-${vm.metadata?.uid ?? ""}`, { userdata: treasure });
    await ask(
      cluster,
      "PATCH",
      kubevirtPath(starts.namespace, "virtualmachines", "taken"),
      { spec: { runStrategy: "Always" } },
      { "content-type": "application/merge-patch+json" },
    );
    expect(await refusedOn("taken")).toContain("exists and was not created by vmgate");
    expect((await starts.derived(vm))?.metadata?.resourceVersion).toBe(foreign.metadata?.resourceVersion);
    await remove("taken");
  });

  test("without the right to read: refused, or started without the platform's part, as the policy says", async () => {
    await cluster.mustKubectl(["delete", "clusterrolebinding", "vmgate-injection"]);
    await starts.create("no-right", { userData: longCloudConfig });
    const why = "vmgate cannot write the derived Secret (no permission to get secrets)";
    expect(await refusedOn("no-right")).toContain(why);
    expect((await ownEvents("no-right")).join()).toMatch(
      /^StartDenied platform .* not injected: vmgate cannot/,
    );
    await remove("no-right");
    await vmgate.setPolicy(lenient);
    await starts.create("no-right-2", { userData: longCloudConfig });
    const source = sourceOf(await starts.instance("no-right-2"));
    expect(source).toMatchObject({ userData: longCloudConfig });
    expect(source).not.toHaveProperty("secretRef");
    const [event, ...others] = await ownEvents("no-right-2");
    expect(others).toEqual([]);
    expect(event).toContain("PlatformCloudInitMissing platform ");
    expect(event).toContain(why);
    await applyInjectionManifests(cluster);
  });

  test("without the right to read VMs: started all the same, and an event says so", async () => {
    await cluster.mustKubectl(["delete", "clusterrolebinding", "vmgate-start"]);
    const role = "vmgate-events-alone";
    const account = "--serviceaccount=vmgate:vmgate";
    await cluster.mustKubectl(["create", "clusterrole", role, "--verb=create,patch", "--resource=events"]);
    await cluster.mustKubectl(["create", "clusterrolebinding", role, `--clusterrole=${role}`, account]);
    await starts.create("unread", { userData: longCloudConfig });
    expect(sourceOf(await starts.instance("unread"))).toMatchObject({ userData: longCloudConfig });
    expect((await ownEvents("unread")).join()).toContain(
      "vmgate cannot read the VirtualMachine (no permission to get virtualmachines)",
    );
    await cluster.mustKubectl(["delete", "clusterrolebinding,clusterrole", role]);
    await applyInjectionManifests(cluster);
  });

  test("with the right in one namespace alone, its VMs start so and others' do not", async () => {
    await cluster.mustKubectl(["delete", "clusterrolebinding", "vmgate-injection"]);
    const text = await readFile("manifests/kustomize/injection/namespaces/role-binding.yaml", "utf8");
    const input = text.replace("my-namespace", starts.namespace);
    await cluster.mustKubectl(["apply", "-f", "-"], { input });
    const vm = await starts.create("bound", { userData: longCloudConfig });
    await starts.instance("bound");
    expect(await starts.derived(vm)).toBeDefined();
    const other = await openStarts(cluster);
    await other.create("unbound", { userData: longCloudConfig });
    expect(sourceOf(await other.instance("unbound"))).toMatchObject({ userData: longCloudConfig });
    await cluster.mustKubectl(["delete", "rolebinding", "vmgate-injection", "-n", starts.namespace]);
    await applyInjectionManifests(cluster);
  });

  test("under warn a missing Secret is waited for as well", async () => {
    await starts.create("waits", { secretRef: { name: "later-still" } });
    expect(await refusedOn("waits")).toContain('Secret "later-still" does not exist');
    const vm = await starts.vm("waits");
    await starts.createSecret("later-still", { userdata: cloudConfig });
    const name = `vmgate-${vm.metadata?.uid ?? ""}`;
    expect(sourceOf(await starts.instance("waits"))).toMatchObject({ secretRef: { name } });
  });

  test("user data that cannot be merged: started, and an event says what the guest lacks", async () => {
    await starts.create("ignition", { userData: '{"ignition": {"version": "3.4.0"}}' });
    await starts.instance("ignition");
    expect(await ownEvents("ignition")).toEqual([
      expect.stringMatching(
        /^PlatformCloudInitMissing platform .* not injected: unrecognized user data format; .* \[cloud-init-content\]$/,
      ),
    ]);
  });

  test("switched off by the policy, no Secret is read: reported with sizes and advice at CREATE", async () => {
    await vmgate.setPolicy(policyText(key, "injection: {secrets: false, whenImpossible: refuse}\n"));
    const create = starts.create("off", { userData: longCloudConfig });
    await expect(create).rejects.toThrow(/bytes with platform .*\[cloud-init-size\]/s);
    await vmgate.setPolicy(lenient);
  });
});

describeCluster("a forged review, posted straight to the port", (cluster) => {
  let vmgate: Vmgate;
  let starts: Starts;
  let victim: ApiObject;
  let url = "";
  let ca = "";
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: lenient });
    await vmgate.register();
    starts = await openStarts(cluster);
    await starts.createSecret("own", { userdata: treasure });
    await starts.createSecret("treasure", { userdata: `${treasure}# and more\n` });
    victim = await starts.create("victim", { secretRef: { name: "own" } });
    await starts.instance("victim");
    url = `https://127.0.0.1:${vmgate.port}/mutate`;
    ca = await readFile(cluster.certificate("webhook-ca.crt"), "utf8");
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  /** What is in every namespace, as far as a write would show. */
  const secrets = async (): Promise<readonly unknown[]> => {
    const { items = [] } = (await ask(cluster, "GET", "/api/v1/secrets", undefined)).body;
    return items.map(({ metadata }) => [metadata?.namespace, metadata?.name, metadata?.resourceVersion]);
  };
  const forge = async (owner: object, changes: object = {}, secretRef = "own"): Promise<string> => {
    const { metadata } = victim.spec?.["template"] as ApiObject;
    const reference = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      controller: true,
      name: "victim",
      uid: victim.metadata?.uid,
    };
    const instance = {
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachineInstance",
      metadata: { ...metadata, name: "victim", ownerReferences: [{ ...reference, ...owner }] },
      spec: {
        domain: { devices: { interfaces: [{ name: "default", masquerade: {} }] } },
        networks: [{ name: "default", pod: {} }],
        volumes: [
          { name: "root", persistentVolumeClaim: { claimName: "root" } },
          { name: "ci", cloudInitNoCloud: { secretRef: { name: secretRef } } },
        ],
      },
    };
    const body = reviewOf(instance, {
      kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachineInstance" },
      namespace: starts.namespace,
      userInfo: { username: controller },
      ...changes,
    });
    const { status, text } = await send(url, { body, headers: { "content-type": "application/json" } }, ca);
    expect(status).toBe(200);
    const { response } = JSON.parse(text) as { response: { patch?: string } };
    const shown = text + Buffer.from(response.patch ?? "", "base64").toString();
    expect(shown).not.toContain("7-21-38");
    expect(shown).not.toContain(Buffer.from(treasure).toString("base64").slice(0, 20));
    return text;
  };

  test.for([
    ["the truth", {}, {}, true],
    ["somebody else's identity", {}, { userInfo: { username: "ada" } }, undefined],
    ["a uid that is not the VM's", { uid: "0b5d2c0e-5f0a-4f86-9f5d-000000000001" }, {}, true],
    ["another VM's name", { name: "no-such-vm" }, {}, true],
    ["another namespace", {}, { namespace: "kube-system" }, true],
    ["a namespace that is a path", {}, { namespace: "../../../api/v1/namespaces/kube-system" }, true],
    ["a name that is a path", { name: "../../../../../api/v1/namespaces/default/secrets" }, {}, true],
  ] as const)("with %s writes nothing and shows nothing", async ([, owner, changes, isAllowed]) => {
    const before = await secrets();
    const text = await forge(owner, changes);
    if (isAllowed !== undefined) expect(text).toContain(`"allowed":${isAllowed}`);
    expect(await secrets()).toEqual(before);
  });

  test("that names a Secret which the VM does not, gets the VM's own", async () => {
    const derived = await starts.derived(victim);
    const before = await secrets();
    await forge({}, {}, "treasure");
    expect(await secrets()).toEqual(before);
    expect(derived?.data["userdata"]?.toString()).toContain("7-21-38");
    expect(derived?.data["userdata"]?.toString()).not.toContain("and more");
  });
});
