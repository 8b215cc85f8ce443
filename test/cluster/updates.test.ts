import { beforeAll, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import type { ApiObject } from "./client.ts";
import type { Output } from "./clients.ts";
import { describeCluster } from "./describe-cluster.ts";
import { kubevirtPath, waitForObject } from "./objects.ts";
import { comparable } from "./update-rows.ts";
import { merged, onImage, permitsImages, rulesNamed, type Manifest } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";

/** From before the gate: a fraction of a core, an image to boot from, a usb disk and a bridge. */
const old: Manifest = {
  runStrategy: "Halted",
  template: {
    spec: {
      domain: {
        memory: { guest: "1Gi" },
        resources: { requests: { cpu: "1500m" } },
        devices: {
          disks: [
            { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
            { name: "data", disk: { bus: "usb" } },
          ],
          interfaces: [{ name: "default", bridge: {} }],
        },
      },
      networks: [{ name: "default", pod: {} }],
      volumes: [
        { name: "root", containerDisk: { image: "example.com/root" } },
        { name: "data", containerDisk: { image: "example.com/data" } },
      ],
    },
  },
};

const template = (spec: Manifest): Manifest => ({ template: { spec } });
const devices = (change: Manifest): Manifest => template({ domain: { devices: change } });
const root = { name: "root", bootOrder: 1, disk: { bus: "virtio" } };
const data = { name: "data", disk: { bus: "usb" } };
const volumes = (...names: string[]): Manifest[] =>
  names.map((name) => ({ name, containerDisk: { image: `example.com/${name}` } }));

/** What is done to a halted machine from before the gate, and the rules that refuse it; none: it passes. */
const edits: [words: string, change: Manifest, refusedBy: string[]][] = [
  ["a good field is changed", template({ domain: { memory: { guest: "2Gi" } } }), []],
  ["it is started", { runStrategy: "Always" }, []],
  ["bad CPU gets better", template({ domain: { resources: { requests: { cpu: "1250m" } } } }), []],
  ["bad CPU gets as bad", template({ domain: { resources: { requests: { cpu: "500m" } } } }), []],
  ["bad CPU is repaired", template({ domain: { resources: { requests: { cpu: "2" } } } }), []],
  [
    "CPU becomes bad in another place",
    template({ domain: { resources: { limits: { cpu: "2500m" } } } }),
    ["whole-core-cpu"],
  ],
  [
    "a rule is broken that was kept",
    template({ readinessProbe: { exec: { command: ["true"] } } }),
    ["probe-type"],
  ],
  ["disks change places", devices({ disks: [data, root] }), []],
  ["the bad disk is repaired", devices({ disks: [root, { name: "data", disk: { bus: "sata" } }] }), []],
  ["the good disk becomes bad", devices({ disks: [{ ...root, disk: { bus: "usb" } }, data] }), ["disk-bus"]],
  [
    "a second bad disk comes",
    merged(
      devices({ disks: [root, data, { name: "more", disk: { bus: "usb" } }] }),
      template({ volumes: volumes("root", "data", "more") }),
    ),
    ["disk-bus"],
  ],
  [
    "another disk is bad instead",
    merged(
      devices({ disks: [root, { name: "other", disk: { bus: "usb" } }] }),
      template({ volumes: volumes("root", "other") }),
    ),
    ["disk-bus"],
  ],
];

describeCluster("machines from before the gate", (cluster) => {
  const gate = useVmgate(cluster, {
    async before() {
      for (const index of edits.keys()) await create(`edit-${index}`, old);
      for (const name of ["kept", "adopted", "not-adopted", "saved"]) await create(name, old);
      const once = merged(old, { runStrategy: "Once" });
      await create("once-unknown", once);
      const input = JSON.stringify(machine("once-applied", once));
      await cluster.mustKubectl(["apply", "-f", "-"], { input });
    },
  });
  const path = (name: string): string => kubevirtPath(gate.namespace, "virtualmachines", name);
  const machine = (name: string, spec: Manifest): Manifest => ({
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    metadata: { name, namespace: gate.namespace },
    spec,
  });
  const create = (name: string, spec: Manifest): Promise<void> => cluster.apply(machine(name, spec));
  const patch = (name: string, change: Manifest): Promise<Output> =>
    cluster.kubectl([
      "patch",
      "vm",
      name,
      "-n",
      gate.namespace,
      "--type=merge",
      "-p",
      JSON.stringify(change),
    ]);
  const get = async (name: string): Promise<ApiObject> => (await cluster.request("GET", path(name))).body;
  const snapshots = (plural: string, name: string): string =>
    `/apis/snapshot.kubevirt.io/v1beta1/namespaces/${gate.namespace}/${plural}/${name}`;

  test.for(edits.map(([words, change, refusedBy], index) => ({ words, change, refusedBy, index })))(
    "$words",
    async ({ change, refusedBy, index }) => {
      const before = await get(`edit-${index}`);
      const { code, stderr } = await patch(`edit-${index}`, { spec: change });
      const refusal = stderr.split("\n").filter((line) => !line.startsWith("Warning: "));
      expect(rulesNamed(refusal.join("\n"))).toEqual(refusedBy);
      expect(code, stderr).toBe(refusedBy.length === 0 ? 0 : 1);
      // Nothing but the change: an older machine is not filled in.
      const wanted = refusedBy.length === 0 ? merged(before.spec ?? {}, change) : before.spec;
      expect((await get(`edit-${index}`)).spec).toEqual(wanted);
    },
  );

  test("labels, finalizers, status and deletion are not even asked about", async () => {
    const before = await gate.vmgate.countReviews();
    await cluster.mustKubectl(["label", "vm", "kept", "-n", gate.namespace, "colour=blue"]);
    await patch("kept", { metadata: { finalizers: ["example.com/keep"] } });
    await cluster.mustKubectl(["delete", "vm", "kept", "-n", gate.namespace, "--wait=false"]);
    await patch("kept", { metadata: { finalizers: null } });
    await cluster.mustKubectl(["wait", "--for=delete", "vm/kept", "-n", gate.namespace, "--timeout=20s"]);
    expect(await gate.vmgate.countReviews()).toBe(before);
  });

  test("virtctl starts and stops it", async () => {
    await cluster.mustVirtctl(["start", "saved", "-n", gate.namespace]);
    await waitForObject(
      cluster,
      kubevirtPath(gate.namespace, "virtualmachineinstances", "saved"),
      () => true,
    );
    expect((await get("saved")).spec).toHaveProperty("runStrategy", "Always");
    await cluster.mustVirtctl(["stop", "saved", "-n", gate.namespace]);
    await waitForObject(cluster, path("saved"), ({ spec }) => spec?.["runStrategy"] === "Halted");
  });

  test.for(["once-applied", "once-unknown"])(
    "%s: a stopped VM goes back to a run strategy that was applied, or the refusal names one",
    async (name) => {
      await cluster.mustVirtctl(["stop", name, "-n", gate.namespace]);
      await waitForObject(cluster, path(name), ({ spec }) => spec?.["runStrategy"] === "Halted");
      const { code, stderr } = await patch(name, { spec: { runStrategy: "Once" } });
      expect(rulesNamed(stderr)).toContain("run-strategy");
      expect(stderr).toContain('use "Always", "RerunOnFailure" if a shutdown in the guest stops the VM');
      expect(code, stderr).toBe(name === "once-applied" ? 0 : 1);
      if (code === 0) return;
      expect((await patch(name, { spec: { runStrategy: "RerunOnFailure" } })).code).toBe(0);
    },
  );

  test("KubeVirt takes a snapshot of it, and brings its bad spec back after a repair", async () => {
    const source = { apiGroup: "kubevirt.io", kind: "VirtualMachine", name: "saved" };
    const snapshot = {
      apiVersion: "snapshot.kubevirt.io/v1beta1",
      metadata: { name: "of-saved", namespace: gate.namespace },
    };
    await cluster.apply({ ...snapshot, kind: "VirtualMachineSnapshot", spec: { source } });
    await waitForObject(cluster, snapshots("virtualmachinesnapshots", "of-saved"), ({ status }) => {
      return (status as { readyToUse?: boolean } | undefined)?.readyToUse === true;
    });

    const cpu = "template.spec.domain.resources.requests.cpu";
    expect(
      (await patch("saved", { spec: template({ domain: { resources: { requests: { cpu: "2" } } } }) })).code,
    ).toBe(0);
    expect((await get("saved")).spec).toHaveProperty(cpu, "2");
    const restored = { target: source, virtualMachineSnapshotName: "of-saved" };
    await cluster.apply({ ...snapshot, kind: "VirtualMachineRestore", spec: restored });
    await waitForObject(cluster, snapshots("virtualmachinerestores", "of-saved"), ({ status }) => {
      return (status as { complete?: boolean } | undefined)?.complete === true;
    });
    expect((await get("saved")).spec).toHaveProperty(cpu, "1500m");
  });

  test("it is adopted while it is stopped, and only then", async () => {
    const repaired = merged(
      { runStrategy: "Halted" },
      template({
        domain: {
          resources: { requests: { cpu: "2" } },
          devices: { disks: [{ name: "root", disk: {} }], interfaces: [{ name: "default", masquerade: {} }] },
        },
        volumes: [{ name: "root", persistentVolumeClaim: { claimName: "root" } }],
      }),
    );
    const adopt = merged(repaired, {
      template: { metadata: { annotations: { "vm.cpln.io/adopt": "true" } } },
    });
    await patch("not-adopted", { spec: merged(repaired, { runStrategy: "Manual" }) });
    await patch("not-adopted", { spec: merged(adopt, { runStrategy: "Manual" }) });
    const mark = ["template", "metadata", "annotations", "vm.cpln.io/contract"];
    expect((await get("not-adopted")).spec).not.toHaveProperty(mark);

    const { code, stderr } = await patch("adopted", { spec: adopt });
    expect(code, stderr).toBe(0);
    const { spec } = await get("adopted");
    expect(spec).toHaveProperty(mark, "v1");
    // What a guest is installed with is left to its owner.
    expect(spec).toHaveProperty("template.spec.domain.devices.disks.0", { name: "root", disk: {} });
    expect(spec).not.toHaveProperty("template.spec.domain.cpu");
    expect(stderr).toMatch(/cpu topology, disk bus, boot order, bootloader, clock/);
  });
});

describeCluster("what vmgate is asked about", (cluster) => {
  const gate = useVmgate(cluster);

  test.for(["v1", "v1alpha3"])("a machine in version %s, once by each door", async (version) => {
    const before = await gate.vmgate.countReviews();
    const path = `/apis/kubevirt.io/${version}/namespaces/${gate.namespace}/virtualmachines?dryRun=All`;
    const machine = {
      apiVersion: `kubevirt.io/${version}`,
      kind: "VirtualMachine",
      metadata: { name: "asked" },
    };
    const spec = template({
      domain: { memory: { guest: "1Gi" }, devices: { disks: [{ name: "root", disk: {} }] } },
      volumes: [{ name: "root", persistentVolumeClaim: { claimName: "root" } }],
    });
    const { status, body } = await cluster.request("POST", path, { ...machine, spec });
    expect(status, body.message).toBe(201);
    expect(await gate.vmgate.countReviews()).toBe(before + 2);
  });
});

describeCluster("what KubeVirt's controller makes of a VM carries its record", (cluster) => {
  const gate = useVmgate(cluster, { policy: permitsImages });
  const vms = (name: string): string => kubevirtPath(gate.namespace, "virtualmachines", name);
  const get = async (name: string): Promise<ApiObject> => (await cluster.request("GET", vms(name))).body;
  const apply = async (name: string, change: Manifest = {}): Promise<ApiObject> => {
    const manifest = merged(merged(onImage(name), { spec: { runStrategy: null } }), { spec: change });
    await cluster.mustKubectl(["apply", "-n", gate.namespace, "-f", "-"], {
      input: JSON.stringify(manifest),
    });
    return get(name);
  };
  const create = (object: Manifest): Promise<string> =>
    cluster.mustKubectl(["create", "-n", gate.namespace, "-f", "-"], { input: JSON.stringify(object) });
  const reached = (group: string, plural: string, name: string, wanted: string): Promise<unknown> =>
    waitForObject(
      cluster,
      `/apis/${group}/v1beta1/namespaces/${gate.namespace}/${plural}/${name}`,
      ({ status }) => JSON.stringify(status ?? {}).includes(wanted),
    );
  const snapshotOf = "snapshot.kubevirt.io";
  const ofVm = (name: string): Manifest => ({ apiGroup: "kubevirt.io", kind: "VirtualMachine", name });
  const restore = async (name: string, target: string): Promise<void> => {
    const spec = { target: ofVm(target), virtualMachineSnapshotName: "of-source" };
    const kind = "VirtualMachineRestore";
    await create({ apiVersion: `${snapshotOf}/v1beta1`, kind, metadata: { name }, spec });
    await reached(snapshotOf, "virtualmachinerestores", name, '"complete":true');
  };
  const limit = (cpu: string): Manifest => template({ domain: { resources: { limits: { cpu } } } });
  const cores = ({ spec }: ApiObject): unknown =>
    Field.root(spec).at("template", "spec", "domain", "cpu", "cores").value;
  let installed: ApiObject = {};

  beforeAll(async () => {
    await apply("source");
    await cluster.mustVirtctl(["stop", "source", "-n", gate.namespace]);
    installed = await get("source");
    expect(installed.spec).toHaveProperty("runStrategy", "Halted");
    const kind = "VirtualMachineSnapshot";
    const metadata = { name: "of-source" };
    await create({ apiVersion: `${snapshotOf}/v1beta1`, kind, metadata, spec: { source: ofVm("source") } });
    await reached(snapshotOf, "virtualmachinesnapshots", "of-source", '"readyToUse":true');
  });

  test("a restore in place brings the record back with the rest", async () => {
    expect(cores(await apply("source", limit("4")))).toBe(4);
    await restore("in-place", "source");
    const restored = await get("source");
    expect(restored.spec).toEqual(installed.spec);
    // The manifest that is older than the snapshot changes nothing, and the next one what is ours.
    const again = await apply("source");
    expect(again.spec).toEqual(installed.spec);
    expect(cores(await apply("source", limit("8")))).toBe(8);
  });

  test("a restore into a new VM", async () => {
    await restore("to-copy", "copy");
    expect(comparable(await get("copy"))).toEqual(comparable(installed));
    expect(cores(await apply("copy", limit("4")))).toBe(4);
    await cluster.mustVirtctl(["start", "copy", "-n", gate.namespace]);
    await waitForObject(cluster, kubevirtPath(gate.namespace, "virtualmachineinstances", "copy"), () => true);
  });

  test("a clone", async () => {
    const spec = { source: ofVm("source"), target: ofVm("twin") };
    const metadata = { name: "twin" };
    await create({ apiVersion: "clone.kubevirt.io/v1beta1", kind: "VirtualMachineClone", metadata, spec });
    await reached("clone.kubevirt.io", "virtualmachineclones", "twin", '"phase":"Succeeded"');
    expect(comparable(await get("twin"))).toEqual(comparable(await get("source")));
    expect(cores(await apply("twin", limit("2")))).toBe(2);
    // It was KubeVirt that made it Halted.
    const { spec: started } = await apply("twin", merged(limit("2"), { running: true }));
    expect(started).toMatchObject({ running: true });
    expect(started).not.toHaveProperty("runStrategy");
    await waitForObject(cluster, kubevirtPath(gate.namespace, "virtualmachineinstances", "twin"), () => true);
  });

  test("a pool's VM follows its template, as a new one", async () => {
    const labels = { pool: "workers" };
    const spec = (cpu: string): Manifest =>
      merged(merged((onImage("any") as { spec: Manifest }).spec, limit(cpu)), {
        template: { metadata: { labels } },
      });
    const pool = (cpu: string): Manifest => ({
      apiVersion: "pool.kubevirt.io/v1beta1",
      kind: "VirtualMachinePool",
      metadata: { name: "workers", namespace: gate.namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        virtualMachineTemplate: { metadata: { labels }, spec: spec(cpu) },
      },
    });
    await cluster.apply(pool("2"));
    const made = await waitForObject(cluster, vms("workers-0"), () => true);
    expect(cores(made)).toBe(2);
    await cluster.apply(pool("4"));
    const updated = await waitForObject(cluster, vms("workers-0"), (vm) => cores(vm) === 4);
    expect(updated.spec).toHaveProperty(["template", "metadata", "annotations", "vm.cpln.io/contract"], "v1");
    expect(firmwareOf(updated)).toEqual(firmwareOf(made));
  });
});

function firmwareOf({ spec }: ApiObject): unknown {
  return Field.root(spec).at("template", "spec", "domain", "firmware").value;
}
