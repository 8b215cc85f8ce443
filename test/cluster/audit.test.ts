import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ask, kubevirtPath } from "./objects.ts";
import { caKey, cloudConfig, longCloudConfig, openStarts, policyText, type Starts } from "./starts.ts";
import { merged, type Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

const key = caKey("first");
const merge = { "content-type": "application/merge-patch+json" };
const network = { userData: cloudConfig, networkData: "version: 2\nethernets: {eth0: {dhcp4: true}}\n" };
const stopped = { spec: { runStrategy: "Halted" } };
const domain = (changes: object): Manifest => ({ spec: { template: { spec: { domain: changes } } } });
const secureBoot = domain({
  features: { smm: { enabled: true } },
  firmware: { bootloader: { efi: { secureBoot: true } } },
});

/** What users send, each with words that audit warns of it in. */
const manifests: readonly (readonly [
  name: string,
  source: Manifest | undefined,
  patch: Manifest,
  warned: string,
])[] = [
  ["sparse", undefined, {}, ""],
  ["inline", { userData: cloudConfig }, {}, ""],
  ["long", { userData: longCloudConfig }, {}, ""],
  ["in-secret", { secretRef: { name: "not-there" } }, {}, ""],
  ["network", network, {}, "[network-data]"],
  ["ignition", { userData: '{"ignition": {"version": "3.4.0"}}' }, {}, "not injected: unrecognized"],
  ["efi", undefined, domain({ firmware: { bootloader: { efi: { secureBoot: false } } } }), ""],
  ["secure", undefined, secureBoot, "[secure-boot]"],
  ["fraction", undefined, domain({ resources: { requests: { cpu: "1500m" } } }), "[whole-core-cpu]"],
  [
    "marked",
    undefined,
    { spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": "v1" } } } } },
    "",
  ],
];

/** A spec without what KubeVirt makes up for each VM. */
const comparable = ({ spec }: ApiObject): string =>
  JSON.stringify(spec, (name, value: unknown) => (["uuid", "serial"].includes(name) ? undefined : value));

describeCluster("a namespace under audit", (cluster) => {
  let vmgate: Vmgate;
  let audited: Starts;
  let plain: Starts;
  const audit = (): string =>
    policyText(key, `profiles: [{name: audit, namespaces: [${audited.namespace}]}]\n`);
  const patchVm = (name: string, spec: object): Promise<unknown> =>
    ask(cluster, "PATCH", kubevirtPath(audited.namespace, "virtualmachines", name), { spec }, merge);
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: policyText(key) });
    audited = await openStarts(cluster);
    plain = await openStarts(cluster);
    await vmgate.setPolicy(audit());
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test.for(manifests)(
    "stores %s byte for byte as KubeVirt alone would",
    async ([name, source, patch, warned]) => {
      const path = kubevirtPath(audited.namespace, "virtualmachines", "").slice(0, -1);
      const manifest = merged(audited.manifest(name, source), merged(patch, stopped));
      const { body, warnings } = await ask(cluster, "POST", path, manifest);
      if (warned === "") expect(warnings).toEqual([]);
      else expect(warnings.join("\n")).toContain(warned);
      const event = (await cluster.auditEvents()).findLast(
        ({ verb, requestObject }) => verb === "create" && requestObject?.metadata?.name === name,
      );
      const mutations = Object.entries(event?.annotations ?? {})
        .filter(([annotation]) => annotation.startsWith("mutation.webhook"))
        .map(([, text]) => JSON.parse(text) as { configuration: string; mutated: boolean });
      expect(mutations.filter(({ configuration }) => configuration === "vmgate")).toMatchObject([
        { mutated: false },
      ]);

      await vmgate.unregister();
      const alone = await plain.create(name, source, merged(patch, stopped));
      await vmgate.register();
      expect(comparable(body)).toBe(comparable(alone));

      // Nor does an update of an unmarked VM change more than it says.
      if (name === "marked") return;
      await patchVm(name, { template: { metadata: { labels: { colour: "blue" } } } });
      const { spec } = await audited.vm(name);
      const wanted = merged(body.spec as Manifest, {
        template: { metadata: { labels: { colour: "blue" } } },
      });
      expect(spec).toEqual(wanted);
    },
  );

  test("over 2,048 bytes of user data KubeVirt refuses, and the warning says what holds here", async () => {
    const create = audited.create("large", { userData: `#!/bin/sh\n#${"x".repeat(2100)}` }, stopped);
    await expect(create).rejects.toThrow(/2048/);
  });

  test("its VMs start there, and after the profile was lifted, with their own data alone", async () => {
    await patchVm("secure", { runStrategy: "Always" });
    expect(JSON.stringify((await audited.instance("secure")).spec)).toContain('"secureBoot":true');
    await vmgate.setPolicy(policyText(key));
    await patchVm("network", { runStrategy: "Always" });
    const { spec } = await audited.instance("network");
    expect((spec?.["volumes"] as Manifest[])[1]).toMatchObject({ cloudInitNoCloud: network });
    await vmgate.setPolicy(audit());
  });

  test("a VM that is under the contract already keeps what it has, and its instances are updated", async () => {
    await vmgate.setPolicy(policyText(key));
    const created = await audited.create("kept", { userData: cloudConfig }, stopped);
    const second = caKey("second");
    await vmgate.setPolicy(
      policyText(second, `profiles: [{name: audit, namespaces: [${audited.namespace}]}]\n`),
    );
    const manifest = merged(audited.manifest("kept", { userData: cloudConfig }), stopped);
    await cluster.mustKubectl(
      ["apply", "--server-side", "--force-conflicts", "-n", audited.namespace, "-f", "-"],
      {
        input: JSON.stringify(manifest),
      },
    );
    const applied = await audited.vm("kept");
    expect(applied.spec).toEqual(created.spec);
    expect(applied.metadata?.generation).toBe(created.metadata?.generation);
    await patchVm("kept", { runStrategy: "Always" });
    const disk = await audited.disk(await audited.instance("kept"));
    expect(Buffer.from(disk?.files["network-config"] ?? []).toString()).toMatch(/^# vmgate/);
    const before = JSON.stringify(created.spec);
    const after = JSON.stringify((await audited.instance("kept")).spec);
    const wrapper = /"userDataBase64":"([^"]+)"/;
    expect(wrapper.exec(after)?.[1]).not.toBe(wrapper.exec(before)?.[1]);
    await vmgate.setPolicy(audit());
  });
});

describeCluster("a VM that was admitted with a warning", (cluster) => {
  let vmgate: Vmgate;
  let starts: Starts;
  const start = async (name: string): Promise<ApiObject> => {
    const path = kubevirtPath(starts.namespace, "virtualmachines", name);
    await ask(cluster, "PATCH", path, { spec: { runStrategy: "Always" } }, merge);
    return starts.instance(name);
  };
  beforeAll(async () => {
    vmgate = await startVmgate(cluster, { policy: policyText(key) });
    starts = await openStarts(cluster);
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test("by a profile that warns starts once the profile is lifted", async () => {
    const profile = `profiles: [{name: lenient, namespaces: [${starts.namespace}], rules: {"*": warn}}]\n`;
    await vmgate.setPolicy(policyText(key, profile));
    const vm = await starts.create("warned", { userData: cloudConfig }, merged(secureBoot, stopped));
    expect(JSON.stringify(vm.spec)).toContain("vm.cpln.io/contract");
    await vmgate.setPolicy(policyText(key));
    await expect(starts.create("refused", undefined, secureBoot)).rejects.toThrow(/\[secure-boot\]/);
    expect(JSON.stringify((await start("warned")).spec)).toContain('"secureBoot":true');
  });

  test("by an exemption starts once the exemption has lapsed", async () => {
    const exemption = (expires: string): string =>
      policyText(
        key,
        `exemptions: [{rules: [secure-boot], namespaces: [${starts.namespace}], names: [exempt], reason: old, expires: ${expires}}]\n`,
      );
    await vmgate.setPolicy(exemption("2999-12-31"));
    await starts.create("exempt", undefined, merged(secureBoot, stopped));
    await vmgate.setPolicy(exemption("2020-01-01"));
    await expect(starts.create("late", undefined, secureBoot)).rejects.toThrow(/\[secure-boot\]/);
    expect(JSON.stringify((await start("exempt")).spec)).toContain('"secureBoot":true');
  });
});
