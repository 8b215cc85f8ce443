import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { watchedResources } from "../../src/admission/resources.ts";
import { openApiClient } from "../../src/kube/api-client.ts";
import { listObjects } from "../../src/kube/list-objects.ts";
import { runCommand } from "../support/command.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import { brokenRules, merged, refusedMachine, virtualMachine } from "./virtual-machines.ts";

describeCluster("vmgate scan", (cluster) => {
  let namespace = "";
  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    const halted = { spec: { runStrategy: "Halted" } };
    const clean = ["a", "b", "c", "d"].map((name) => merged(virtualMachine(name), halted));
    for (const machine of [...clean, refusedMachine("bad")]) {
      await cluster.mustKubectl(["create", "-n", namespace, "-f", "-"], { input: JSON.stringify(machine) });
    }
  });

  const ofNamespace = (text: string): readonly string[] =>
    text.split("\n").filter((line) => line.includes(`${namespace}: `));
  const scan = (...args: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(["scan", `--kubeconfig=${cluster.kubeconfig("admin")}`, ...args]);

  test("reports by namespace and rule what would be denied", async () => {
    const { code, stdout, stderr } = await scan();
    expect([code, stderr]).toEqual([1, ""]);
    expect(ofNamespace(stdout)).toEqual(
      brokenRules.map((rule) => `${namespace}: ${rule}: 1 denied: VirtualMachine/bad`),
    );
    const { stdout: json } = await scan("--format=json");
    const { counts } = JSON.parse(json) as { counts: readonly { namespace: string; rule: string }[] };
    expect(counts.filter((count) => count.namespace === namespace).map(({ rule }) => rule)).toEqual(
      brokenRules,
    );
  });

  test("reports what another policy changes", async () => {
    const file = join(cluster.folder, "against.yaml");
    await writeFile(file, 'apiVersion: vmgate.cpln.io/v1\nkind: Policy\nrules: {secure-boot: "off"}\n');
    const { stdout } = await scan(`--against=${file}`);
    expect(ofNamespace(stdout)).toEqual([`- ${namespace}: secure-boot: 1 denied: VirtualMachine/bad`]);
    const { stdout: back } = await scan(`--policy=${file}`, `--against=${file}`);
    expect(ofNamespace(back)).toEqual([]);
  });

  test("reads page by page, and what a cluster does not have is nothing", async () => {
    const api = await openApiClient(cluster.kubeconfig("admin"));
    if (api === undefined) throw new Error("no API server");
    const names = async (resource: (typeof watchedResources)[number], limit: number): Promise<string[]> => {
      const found: string[] = [];
      for await (const object of listObjects(api, resource, { limit, pauseMs: 0 })) {
        const { metadata } = object as { metadata: { namespace: string; name: string } };
        if (metadata.namespace === namespace) found.push(metadata.name);
      }
      return found;
    };
    for (const resource of watchedResources) {
      const isVm = resource.kind === "VirtualMachine";
      expect(await names(resource, 2)).toEqual(isVm ? ["a", "b", "bad", "c", "d"] : []);
      expect(await names({ ...resource, resource: "nothing" }, 2)).toEqual([]);
    }
    api.close();
  });

  test("without the right to list it says so", async () => {
    const kubeconfig = cluster.kubeconfig("vmgate-account");
    const { code, stderr } = await runCommand(["scan", `--kubeconfig=${kubeconfig}`]);
    expect(code).toBe(2);
    expect(stderr).toBe("the cluster could not be scanned: no permission to list virtualmachines\n");
  });
});
