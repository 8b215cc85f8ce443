import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { programPath } from "./cache.ts";
import { ask, createNamespace, kubevirtPath } from "./objects.ts";
import { merged, rulesNamed, virtualMachine, type Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const mergePatch = { "content-type": "application/merge-patch+json" };
const jsonPatch = { "content-type": "application/json-patch+json" };
const usb = (name: string): Manifest => ({ name, disk: { bus: "usb" } });
const data = (name: string): Manifest => ({ name, persistentVolumeClaim: { claimName: name } });
const template = (spec: Manifest): Manifest => ({ spec: { template: { spec } } });

/** A machine as it may stand in a cluster before vmgate came: half a core, a disk on usb, no mark. */
function olderMachine(name: string): Manifest {
  const root = virtualMachine(name);
  const volumes = [{ name: "root", dataVolume: { name: `${name}-root` } }, data("a"), data("b")];
  return merged(root, {
    spec: {
      runStrategy: "Halted",
      template: {
        spec: {
          networks: [{ name: "default", pod: {} }],
          volumes,
          domain: {
            resources: { requests: { cpu: "1500m" } },
            devices: {
              interfaces: [{ name: "default", masquerade: {} }],
              disks: [
                { name: "root", disk: { bus: "virtio" } },
                usb("a"),
                { name: "b", disk: { bus: "sata" } },
              ],
            },
          },
        },
      },
    },
  });
}

const cpu = (lists: Manifest): Manifest => template({ domain: { resources: lists } });
const disks = (...list: Manifest[]): Manifest => template({ domain: { devices: { disks: list } } });
const root = { name: "root", disk: { bus: "virtio" } };
const sata = (name: string): Manifest => ({ name, disk: { bus: "sata" } });

/** What happens to an older machine, as a merge patch, and the rules that refuse it: none, or their ids. */
const rows: readonly (readonly [what: string, patch: Manifest, ...refused: string[]])[] = [
  ["it is started", { spec: { runStrategy: "Always" } }],
  ["it is labelled", { metadata: { labels: { team: "shop" } } }],
  ["it is given a finalizer", { metadata: { finalizers: ["example.com/keep"] } }],
  ["a good field changes", template({ domain: { memory: { guest: "2Gi" } } })],
  ["a bad field is improved and still bad", cpu({ requests: { cpu: "500m" } })],
  ["a bad field is put right", cpu({ requests: { cpu: "2" } })],
  ["its disks are reordered", disks(sata("b"), usb("a"), root)],
  ["another bad field of the same rule comes", cpu({ limits: { cpu: "2500m" } }), "whole-core-cpu"],
  ["another rule is broken", template({ readinessProbe: { exec: { command: ["true"] } } }), "probe-type"],
  ["another disk goes bad", disks(root, usb("a"), usb("b")), "disk-bus"],
  ["the bad disk changes places with a good one", disks(root, sata("a"), usb("b")), "disk-bus"],
  [
    "the good disk gets two more bad fields",
    disks(root, usb("a"), { name: "b", disk: { bus: "usb" }, bootOrder: 17 }),
    "boot-order",
    "disk-bus",
  ],
];

describeCluster("machines that are older than vmgate", (cluster) => {
  let vmgate: Vmgate;
  let namespace = "";
  const machines = [
    ...rows.map((_, i) => `row-${i}`),
    "virtctl",
    "deleted",
    "adopted",
    "running",
    "restored",
  ];
  const path = (name: string): string => kubevirtPath(namespace, "virtualmachines", name);
  const get = async (name: string): Promise<ApiObject> => (await cluster.request("GET", path(name))).body;

  beforeAll(async () => {
    vmgate = await startVmgate(cluster);
    namespace = await createNamespace(cluster);
    for (const name of machines) {
      await ask(cluster, "POST", path("").replace(/\/$/, ""), olderMachine(name));
    }
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test.for(rows.map((row, i) => [row[0], i] as const))("%s", async ([, i]) => {
    const [, patch, ...refused] = rows[i] ?? ["", {}];
    const before = await get(`row-${i}`);
    const answer = await cluster.request("PATCH", path(`row-${i}`), patch, mergePatch);
    expect(rulesNamed(answer.body.message ?? "")).toEqual(refused.toSorted());
    expect(answer.status).toBe(refused.length === 0 ? 200 : 422);
    // Never changed behind its owner's back: what is stored is what was sent.
    const wanted = refused.length === 0 ? merged(before as unknown as Manifest, patch)["spec"] : before.spec;
    expect((await get(`row-${i}`)).spec).toEqual(wanted);
  });

  test("virtctl starts and stops it", async () => {
    const run = promisify(execFile);
    const args = ["-n", namespace, `--kubeconfig=${cluster.kubeconfig("admin")}`];
    await run(programPath("virtctl"), ["start", "virtctl", ...args]);
    expect((await get("virtctl")).spec).toHaveProperty("runStrategy", "Always");
    await run(programPath("virtctl"), ["stop", "virtctl", ...args]);
    expect((await get("virtctl")).spec).toHaveProperty("runStrategy", "Halted");
  });

  test("kubectl shows what is wrong as warnings while it admits the change", async () => {
    const patch = JSON.stringify(template({ terminationGracePeriodSeconds: 30 }));
    const args = ["patch", "vm", "virtctl", "-n", namespace, "--type=merge", "-p", patch];
    const { code, stderr } = await cluster.kubectl(args);
    expect(code).toBe(0);
    expect(rulesNamed(stderr)).toEqual(expect.arrayContaining(["disk-bus", "whole-core-cpu"]));
    for (const line of stderr.trimEnd().split("\n")) expect(line).toMatch(/^Warning: .+ \[[a-z-]+\]$/);
  });

  test("it is deleted, with a finalizer that is taken off while it goes", async () => {
    await ask(
      cluster,
      "PATCH",
      path("deleted"),
      { metadata: { finalizers: ["example.com/keep"] } },
      mergePatch,
    );
    await ask(cluster, "DELETE", path("deleted"), undefined);
    await ask(cluster, "PATCH", path("deleted"), [{ op: "remove", path: "/metadata/finalizers" }], jsonPatch);
    await expect.poll(async () => (await cluster.request("GET", path("deleted"))).status).toBe(404);
  });

  const adopt = { spec: { template: { metadata: { annotations: { "vm.cpln.io/adopt": "true" } } } } };

  test("it is adopted while it is stopped", async () => {
    await ask(cluster, "PATCH", path("adopted"), adopt, mergePatch);
    const { spec } = await get("adopted");
    expect(spec).toHaveProperty(["template", "metadata", "annotations", "vm.cpln.io/contract"], "v1");
    expect(spec).toHaveProperty("template.spec.domain.firmware.bootloader", { efi: { secureBoot: false } });
  });

  test("it is not adopted while it runs", async () => {
    await ask(cluster, "PATCH", path("running"), { spec: { runStrategy: "Always" } }, mergePatch);
    await ask(cluster, "PATCH", path("running"), adopt, mergePatch);
    expect((await get("running")).spec).not.toHaveProperty([
      "template",
      "metadata",
      "annotations",
      "vm.cpln.io/contract",
    ]);
  });

  test("while it is restored KubeVirt's controller writes back what the rules refuse of a person", async () => {
    const worse = cpu({ limits: { cpu: "2500m" } });
    await ask(
      cluster,
      "PATCH",
      `${path("restored")}/status`,
      { status: { restoreInProgress: "r" } },
      mergePatch,
    );
    expect((await cluster.request("PATCH", path("restored"), worse, mergePatch)).status).toBe(422);
    const controller = cluster.client("kubevirt-controller");
    const answer = await controller.request("PATCH", path("restored"), worse, mergePatch);
    controller.close();
    expect(answer.status, answer.text).toBe(200);
  });
});
