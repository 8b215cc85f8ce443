import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { describeCluster } from "./describe-cluster.ts";
import { ask, createNamespace, kubevirtPath } from "./objects.ts";
import { brokenRules, merged, refusedMachine, virtualMachine } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

const auditFile = join(import.meta.dirname, "..", "..", "manifests", "policy", "audit.yaml");
const policy = (profiles: string): string =>
  `apiVersion: vmgate.cpln.io/v1\nkind: Policy\nprofiles: ${profiles}\n`;
const halted = { spec: { runStrategy: "Halted" } };
const mark = ["spec", "template", "metadata", "annotations", "vm.cpln.io/contract"];

/** The page "Roll-out in a cluster that has VMs" of the runbook, step by step. */
describeCluster("the roll-out", (cluster) => {
  let vmgate: Vmgate;
  let [first, second] = ["", ""];
  const vms = (namespace: string): string =>
    kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "");
  const create = (namespace: string, vm: object): ReturnType<typeof cluster.request> =>
    cluster.request("POST", vms(namespace), vm);
  const get = async (name: string): Promise<unknown> =>
    (await ask(cluster, "GET", `${vms(first)}/${name}`, undefined)).body;
  const scan = async (text: string): Promise<readonly string[]> => {
    const file = join(cluster.folder, "rollout.yaml");
    await writeFile(file, text);
    const args = ["scan", `--kubeconfig=${cluster.kubeconfig("admin")}`, `--policy=${file}`];
    return (await runCommand(args)).stdout.split("\n").filter((line) => line.startsWith(`${first}: `));
  };

  beforeAll(async () => {
    first = await createNamespace(cluster);
    second = await createNamespace(cluster);
    for (const vm of [merged(virtualMachine("older"), halted), refusedMachine("bad")])
      await ask(cluster, "POST", vms(first), vm);
    vmgate = await startVmgate(cluster, { policy: await readFile(auditFile, "utf8") });
    await vmgate.register();
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test("1. the audit policy denies nothing, changes nothing, and warns", async () => {
    const { status, warnings } = await create(first, refusedMachine("bad-too"));
    expect(status).toBe(201);
    for (const rule of brokenRules) expect(warnings.join("\n")).toContain(`[${rule}]`);
    expect(await get("bad-too")).not.toHaveProperty(mark);
  });

  // A scan reads what all other tests have left.
  test("2. a scan tells what would be denied", { timeout: 180_000 }, async () => {
    const names = "VirtualMachine/bad, VirtualMachine/bad-too";
    expect(await scan(policy("[]"))).toEqual(
      brokenRules.map((rule) => `${first}: ${rule}: 2 denied: ${names}`),
    );
    const audited = await scan(await readFile(auditFile, "utf8"));
    expect(audited).toEqual(brokenRules.map((rule) => `${first}: ${rule}: 2 warned: ${names}`));
  });

  test("3. all but named namespaces are enforced, then these as well", async () => {
    const enforced = '{name: enforced, namespaces: ["*"]}';
    await vmgate.setPolicy(policy(`[{name: audit, namespaces: ["${second}"]}, ${enforced}]`));
    expect((await create(first, refusedMachine("bad-again"))).status).toBe(422);
    expect((await create(second, refusedMachine("bad"))).status).toBe(201);
    const warning = `{name: warning, namespaces: ["${second}"], rules: {"*": warn}}`;
    await vmgate.setPolicy(policy(`[${warning}, ${enforced}]`));
    const { status, warnings } = await create(second, refusedMachine("warned"));
    expect([status, warnings.join("\n")]).toEqual([201, expect.stringContaining("[secure-boot]")]);
    await vmgate.setPolicy(policy(`[${enforced}]`));
    expect((await create(second, refusedMachine("bad-again"))).status).toBe(422);
  });

  test("4. a VM that was made before comes under the contract when it asks for it", async () => {
    const merge = { "content-type": "application/merge-patch+json" };
    const annotations = { "vm.cpln.io/adopt": "true" };
    const patch = { spec: { template: { metadata: { annotations } } } };
    await ask(cluster, "PATCH", `${vms(first)}/older`, patch, merge);
    expect(await get("older")).toHaveProperty(mark, "v1");
  });
});
