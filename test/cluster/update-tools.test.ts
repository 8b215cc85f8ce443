import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { overLive } from "../support/clients.ts";
import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { isEqual, isObject } from "../../src/field/json.ts";
import { buildHelm } from "./build.ts";
import type { ApiObject } from "./client.ts";
import type { Output } from "./clients.ts";
import { describeCluster } from "./describe-cluster.ts";
import { runHelm } from "./helm.ts";
import { createNamespace } from "./objects.ts";
import { caKey, cloudConfig, policyText } from "./starts.ts";
import {
  comparable,
  disk,
  disks,
  domain,
  inDomain,
  preference,
  rows,
  steps,
  template,
  vmOf,
  volumes,
  written,
} from "./update-rows.ts";
import { useVmgate } from "./use-vmgate.ts";
import { asList, merged, type Manifest } from "./virtual-machines.ts";
import { waitFor } from "./wait.ts";

/*
 * The table of updates through tools that compare and patch by themselves: Helm, and what Argo CD and Flux ask of the
 * API server. All rows at once: one release, one list.
 */

type Step = "before" | "after";

/** The rows, and a preference that is added to a VM that has everything written out. */
const table = [
  ...rows.map(([words, before, after, path, wanted]) => ({ words, before, after, path, wanted })),
  {
    words: "a preference beside what is written",
    before: written,
    after: merged(written, preference("any")),
    path: inDomain("firmware.bootloader"),
    wanted: { efi: { secureBoot: false } },
  },
];

/** A patch claims nothing: ours stays beside what the user adds (contract §5). */
const cpuStays = "limits.cpu 4, then sockets: 4 too";

/** With platform values that are the same in every namespace. */
const policy = policyText(caKey("first")).replace("{namespace}.svc", "svc");

const words = (i: number): string => table[i]?.words ?? "";

describeCluster("updates by tools that compare", (cluster) => {
  const gate = useVmgate(cluster, {
    policy,
    before: () =>
      cluster.apply({
        apiVersion: "instancetype.kubevirt.io/v1beta1",
        kind: "VirtualMachineClusterPreference",
        metadata: { name: "any" },
        spec: {},
      }),
  });
  const manifests = (namespace: string, step: Step): readonly Manifest[] =>
    table.map((row, i) => vmOf(namespace, `row-${i}`, row[step]));
  const kubectl = (args: readonly string[], objects: readonly Manifest[]): Promise<Output> =>
    cluster.kubectl([...args, "-f", "-"], { input: JSON.stringify(asList(...objects)) });
  const mustKubectl = async (args: readonly string[], objects: readonly Manifest[]): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(args, objects);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  /** The VMs of a namespace in the order of the table. */
  const live = async (namespace: string): Promise<readonly ApiObject[]> => {
    const path = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines`;
    const { items = [] } = (await cluster.request("GET", path)).body;
    return items.toSorted((a, b) => indexOf(a) - indexOf(b));
  };
  /** What CREATE makes of each row. */
  const created: Partial<Record<Step, readonly unknown[]>> = {};
  beforeAll(async () => {
    for (const step of ["before", "after"] as const) {
      const namespace = await createNamespace(cluster);
      await mustKubectl(["create"], manifests(namespace, step));
      created[step] = (await live(namespace)).map(ownVolumeLast);
    }
  });

  /** Expects each row as CREATE makes it. */
  const expectAsCreated = async (namespace: string, step: Step, patched: boolean): Promise<void> => {
    const found = await live(namespace);
    expect(found).toHaveLength(table.length);
    for (const [i, object] of found.entries()) {
      if (step === "after") {
        const { path, wanted } = table[i] ?? { path: "", wanted: undefined };
        const value = Field.root(object.spec).at(...steps(path)).value;
        expect.soft(value, words(i)).toEqual(patched && words(i) === cpuStays ? 4 : wanted);
        if (words(i).startsWith("a preference") || (patched && words(i) === cpuStays)) continue;
      }
      expect.soft(ownVolumeLast(object), words(i)).toEqual(created[step]?.[i]);
    }
  };

  describe("helm", () => {
    let [program, folder] = ["", ""];
    const helm = (command: string, ...args: readonly string[]): Promise<string> =>
      // It stops where KubeVirt's controller writes between its reading and its writing.
      waitFor(`helm ${command}`, async () => {
        const all = [command, "shop", ...args, "-n", gate.namespace];
        const { code, stdout, stderr } = await runHelm(program, all, folder, cluster.kubeconfig("admin"));
        if (stderr.includes("the object has been modified")) return undefined;
        expect(code, stderr).toBe(0);
        return stdout;
      });
    const values = (step: Step): readonly string[] => [folder, "-f", join(folder, `${step}.json`)];
    const generations = async (): Promise<unknown> =>
      (await live(gate.namespace)).map(({ metadata, spec }) => [metadata?.generation, spec]);

    beforeAll(async () => {
      program = await buildHelm();
      folder = await mkdtemp(join(tmpdir(), "vmgate-helm-"));
      await mkdir(join(folder, "templates"));
      await writeFile(join(folder, "Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
      const text = "{{- range .Values.vms }}\n---\n{{ toJson . }}\n{{- end }}\n";
      await writeFile(join(folder, "templates", "vms.yaml"), text);
      for (const step of ["before", "after"] as const) {
        const vms = manifests(gate.namespace, step);
        await writeFile(join(folder, `${step}.json`), JSON.stringify({ vms }));
      }
    }, 600_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test("install and upgrade: each row as on CREATE", async () => {
      await helm("install", ...values("before"));
      await expectAsCreated(gate.namespace, "before", true);
      await helm("upgrade", ...values("after"));
      await expectAsCreated(gate.namespace, "after", true);
    });

    test("the same values change nothing", async () => {
      const before = await generations();
      await helm("upgrade", ...values("after"));
      expect(await generations()).toEqual(before);
    });

    test("rollback: each row as on CREATE of what was before", async () => {
      await helm("rollback", "1");
      await expectAsCreated(gate.namespace, "before", true);
    });

    test("upgrade --force: each row as on CREATE, with the identity of its firmware", async () => {
      const identity = (object: ApiObject): unknown => {
        const firmware = Field.root(object.spec).at("template", "spec", "domain", "firmware");
        return [firmware.at("uuid").value, firmware.at("serial").value];
      };
      const before = (await live(gate.namespace)).map(identity);
      await helm("upgrade", ...values("after"), "--force");
      await expectAsCreated(gate.namespace, "after", false);
      expect((await live(gate.namespace)).map(identity)).toEqual(before);
      const unchanged = await generations();
      await helm("upgrade", ...values("after"), "--force");
      expect(await generations()).toEqual(unchanged);
    });
  });

  describe.each([
    ["kubectl apply", []],
    ["a server-side apply", ["--server-side", "--field-manager=kustomize-controller"]],
  ])("after %s", (_words, how) => {
    let namespace = "";
    beforeAll(async () => {
      namespace = await createNamespace(cluster);
      await mustKubectl(["apply", ...how], manifests(namespace, "before"));
      await mustKubectl(["apply", ...how], manifests(namespace, "after"));
    });

    test("each row is as on CREATE", async () => {
      await expectAsCreated(namespace, "after", false);
    });

    test("kubectl diff is empty", async () => {
      const { code, stdout, stderr } = await kubectl(["diff", ...how], manifests(namespace, "after"));
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
    });

    test.each(["kustomize-controller", "argocd-controller"])(
      "a server-side dry run as %s finds no drift",
      async (manager) => {
        const args = ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-o", "json"];
        const text = await mustKubectl(
          [...args, `--field-manager=${manager}`],
          manifests(namespace, "after"),
        );
        const { items = [] } = JSON.parse(text) as ApiObject;
        for (const [i, object] of (await live(namespace)).entries()) {
          expect.soft(declared(items[i]), words(i)).toEqual(declared(object));
        }
      },
    );

    test("Argo CD's client-side diff differs in lists that vmgate completes, and in nothing else", async () => {
      const desired = manifests(namespace, "after");
      const lists = ["dataVolumeTemplates", "disks", "interfaces", "volumes"];
      for (const [i, object] of (await live(namespace)).entries()) {
        const found = driftOf(object, desired[i]).map((path) => path.split(".").at(-1));
        expect
          .soft(
            found.filter((name) => !lists.includes(name ?? "")),
            words(i),
          )
          .toEqual([]);
      }
    });
  });

  test("kubectl label, edit and annotate change what they say, and nothing else", async () => {
    const namespace = await createNamespace(cluster);
    await mustKubectl(["apply"], manifests(namespace, "after"));
    const specs = async (): Promise<unknown> => (await live(namespace)).map(({ spec }) => spec);
    const before = await specs();
    const all = ["vm", "--all", "-n", namespace];
    await cluster.mustKubectl(["label", ...all, "team=blue"]);
    await cluster.mustKubectl(["annotate", ...all, "vm.cpln.io/note=mine"]);
    vi.stubEnv("KUBE_EDITOR", "sed -i 's/team: blue/team: green/'");
    await cluster.mustKubectl(["edit", "vm", "-n", namespace]);
    const teams = (await live(namespace)).map(({ metadata }) => metadata?.labels?.["team"]);
    expect(teams).toEqual(table.map(() => "green"));
    expect(await specs()).toEqual(before);

    vi.stubEnv("KUBE_EDITOR", "sed -i 's/timezone: UTC/timezone: Europe\\/Paris/'");
    await cluster.mustKubectl(["edit", "vm", "row-0", "-n", namespace]);
    const [edited] = await live(namespace);
    const [first] = before as readonly unknown[];
    const record = ["template", "metadata", "annotations", "vm.cpln.io/defaulted"];
    const wanted = setIn(first, steps(inDomain("clock.timezone")), "Europe/Paris");
    expect(removeIn(edited?.spec, record)).toEqual(removeIn(wanted, record));
    vi.unstubAllEnvs();
  });

  test("with lists written out and injection into instances Argo CD's client-side diff is clean", async () => {
    const namespace = await createNamespace(cluster);
    const profile = `profiles: [{name: argo, namespaces: [${namespace}], injection: {at: instance}}]\n`;
    await gate.vmgate.setPolicy(policy + profile);
    const full = merged(
      disks(disk("root", { disk: { bus: "virtio" }, bootOrder: 1 }), disk("ci", { disk: { bus: "virtio" } })),
      merged(
        domain({
          devices: { interfaces: [{ name: "default", masquerade: {}, ports: [{ name: "ssh", port: 22 }] }] },
        }),
        template({
          networks: [{ name: "default", pod: {} }],
          volumes: [...volumes("root"), { name: "ci", cloudInitNoCloud: { userData: cloudConfig } }],
        }),
      ),
    );
    const vm = vmOf(namespace, "row-0", full);
    await mustKubectl(["apply"], [vm]);
    const [object = {}] = await live(namespace);
    expect(driftOf(object, vm)).toEqual([]);
    // The fields outside of lists are vmgate's all the same.
    expect(object.spec).toHaveProperty(inDomain("clock.timezone"), "UTC");
  });
});

function indexOf({ metadata }: ApiObject): number {
  return Number(metadata?.name?.replace("row-", ""));
}

/** A spec with the volume that vmgate adds at the end: on UPDATE it keeps its place, as the guest knows it. */
function ownVolumeLast(object: ApiObject): unknown {
  const lists = [
    ["template", "spec", "volumes"],
    ["template", "spec", "domain", "devices", "disks"],
  ];
  const isOwn = (item: unknown): boolean => Field.root(item).at("name").value === "vmgate-cloudinit";
  return lists.reduce<unknown>((spec, path) => {
    const items = Field.root(spec)
      .at(...path)
      .items()
      .map(({ value }) => value);
    return setIn(
      spec,
      path,
      items.toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b))),
    );
  }, comparable(object));
}

/** What Flux compares of an object: not what the API server alone writes. */
function declared(object: ApiObject | undefined): unknown {
  const { labels, annotations = {} } = object?.metadata ?? {};
  // Argo CD and Flux leave out kubectl's own annotation.
  const own = removeIn(annotations, ["kubectl.kubernetes.io/last-applied-configuration"]);
  return { labels, annotations: own, spec: object?.spec };
}

/**
 * Where Argo CD's client-side diff finds a VM out of sync with its manifest: a JSON merge patch of what was applied
 * last, what is desired and what is live, in which lists are whole.
 */
function driftOf(object: ApiObject, desired: unknown): readonly string[] {
  return differences(object, overLive(object, desired), []);
}

function differences(a: unknown, b: unknown, path: readonly string[]): readonly string[] {
  if (isEqual(a, b)) return [];
  if (!isObject(a) || !isObject(b)) return [path.join(".")];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => differences(a[name], b[name], [...path, name]));
}
