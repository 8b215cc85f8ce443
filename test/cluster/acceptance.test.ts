import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ApiObject } from "./client.ts";
import { describeAnyCluster } from "./any-cluster.ts";
import { describeCluster } from "./describe-cluster.ts";
import type { Output } from "./clients.ts";
import { kubevirtPath } from "./objects.ts";
import {
  asList,
  brokenRules,
  merged,
  refusedMachine,
  rulesNamed,
  virtualMachine,
  type Manifest,
} from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";

const root = join(import.meta.dirname, "..", "..");

describeAnyCluster("vmgate before a real API server", (cluster) => {
  const path = (name: string): string => kubevirtPath(cluster.namespace, "virtualmachines", name);
  const collection = (): string => path("").replace(/\/$/, "");
  const kubectl = (args: readonly string[], input: Manifest): Promise<Output> =>
    cluster.kubectl([...args, "-n", cluster.namespace, "-f", "-"], { input: JSON.stringify(input) });
  const get = async (name: string): Promise<ApiObject> => (await cluster.request("GET", path(name))).body;
  const apply = async (machine: Manifest): Promise<ApiObject> => {
    const { code, stderr } = await kubectl(["apply"], machine);
    expect(code, stderr).toBe(0);
    return get((machine["metadata"] as { name: string }).name);
  };

  test("kubectl apply of a VM that breaks six rules prints six lines and stores nothing", async () => {
    const { code, stdout, stderr } = await kubectl(["apply"], refusedMachine("six"));
    expect(code).toBe(1);
    expect(stdout).toBe("");
    const [first, ...lines] = stderr.trimEnd().split("\n");
    expect(first).toMatch(/^The VirtualMachine "six" is invalid: ?$/);
    expect(lines).toHaveLength(6);
    // The field, the type of the error; what is allowed; how to fix it, and the rule.
    for (const line of lines) expect(line).toMatch(/^\* spec\.\S+: [A-Z][a-z ]+: [^;]+; .+ \[[a-z-]+\]$/);
    expect(rulesNamed(stderr)).toEqual(brokenRules);
    expect((await cluster.request("GET", path("six"))).status).toBe(404);
  });

  test("README's refused VM is denied in the very words that README shows", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const [, shown = ""] =
      /```console\n\$ kubectl apply -f test\/examples\/refused.yaml\n(.*?)```/s.exec(readme) ?? [];
    const file = join(root, "test", "examples", "refused.yaml");
    const { code, stdout, stderr } = await cluster.kubectl(["apply", "-f", file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    // kubectl ends its first line with a space, which no editor would leave in README.
    expect(stderr.replace(" \n", "\n")).toBe(shown);
  });

  test.for([
    ["apply", "--dry-run=server"],
    ["apply", "--server-side"],
    ["create"],
    ["create", "--dry-run=server"],
  ])("kubectl %s gets the same verdict", async (args) => {
    const { code, stderr } = await kubectl(args, refusedMachine("door"));
    expect(code).toBe(1);
    expect(rulesNamed(stderr)).toEqual(brokenRules);
    expect((await cluster.request("GET", path("door"))).status).toBe(404);
  });

  test("kubectl replace and patch get the same verdict, and the VM stays as it was", async () => {
    const before = await apply(virtualMachine("stays"));
    const replaced = await kubectl(["replace"], refusedMachine("stays"));
    const patch = JSON.stringify({ spec: refusedMachine("stays")["spec"] });
    const patched = await cluster.kubectl([
      "patch",
      "vm",
      "stays",
      "-n",
      cluster.namespace,
      "--type=merge",
      "-p",
      patch,
    ]);
    for (const { code, stderr } of [replaced, patched]) {
      expect(code).toBe(1);
      expect(rulesNamed(stderr)).toEqual(brokenRules);
    }
    expect((await get("stays")).spec).toEqual(before.spec);
  });

  test("in a list as a chart renders it, the other objects are stored", async () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "of-the-chart" } };
    const { code, stdout, stderr } = await kubectl(["apply"], asList(account, refusedMachine("listed")));
    expect(code).toBe(1);
    expect(stdout).toBe("serviceaccount/of-the-chart created\n");
    expect(rulesNamed(stderr)).toEqual(brokenRules);
  });

  test("of two refused VMs in one file all violations are shown", async () => {
    const { code, stderr } = await kubectl(["apply"], asList(refusedMachine("one"), refusedMachine("two")));
    expect(code).toBe(1);
    expect(rulesNamed(stderr)).toEqual([...brokenRules, ...brokenRules].sort());
  });

  test("a plain HTTPS client gets a Status with all causes, and the same in its message", async () => {
    const { status, body } = await cluster.request("POST", collection(), refusedMachine("plain"));
    expect(status).toBe(422);
    expect(body.reason).toBe("Invalid");
    expect(body.details).toMatchObject({ kind: "VirtualMachine", name: "plain" });
    const causes = body.details?.causes ?? [];
    expect(rulesNamed(causes.map(({ message }) => message).join("\n"))).toEqual(brokenRules);
    for (const { field, message } of causes)
      expect(body.message).toContain(`${field ?? ""}: ${message ?? ""}`);
  });

  test("a second apply changes nothing and diff is empty", async () => {
    const first = await apply(virtualMachine("again"));
    const second = await apply(virtualMachine("again"));
    expect(second.metadata?.generation).toBe(first.metadata?.generation);
    expect(JSON.stringify(second.spec)).toBe(JSON.stringify(first.spec));
    const diff = await kubectl(["diff"], virtualMachine("again"));
    expect(diff).toEqual({ code: 0, stdout: "", stderr: "" });
    const serverSide = await kubectl(
      ["apply", "--server-side", "--force-conflicts"],
      virtualMachine("again"),
    );
    expect(serverSide.code).toBe(0);
    expect((await get("again")).metadata?.generation).toBe(first.metadata?.generation);
  });

  test("our own values give way to what the user writes later", async () => {
    await apply(virtualMachine("gives-way"));
    const domain = { firmware: { bootloader: { bios: {} } }, clock: { utc: {} } };
    const change = { spec: { running: false, template: { spec: { domain } } } };
    const { spec } = await apply(merged(virtualMachine("gives-way"), change));
    expect(spec).toMatchObject({ running: false });
    expect(spec).not.toHaveProperty("runStrategy");
    expect(spec).toHaveProperty("template.spec.domain.firmware.bootloader", { bios: {} });
    expect(spec).toHaveProperty("template.spec.domain.clock", { utc: {} });
  });

  test("our CPU is removed for an instancetype", async () => {
    const instancetype = await kubectl(["apply"], {
      apiVersion: "instancetype.kubevirt.io/v1beta1",
      kind: "VirtualMachineInstancetype",
      metadata: { name: "two-cpus" },
      spec: { cpu: { guest: 2 }, memory: { guest: "2Gi" } },
    });
    expect(instancetype.code, instancetype.stderr).toBe(0);
    const before = await apply(virtualMachine("typed"));
    expect(before.spec).toHaveProperty("template.spec.domain.cpu.cores", 1);
    const change = {
      spec: {
        instancetype: { name: "two-cpus", kind: "VirtualMachineInstancetype" },
        template: { spec: { domain: { memory: null } } },
      },
    };
    const { spec } = await apply(merged(virtualMachine("typed"), change));
    expect(spec).toHaveProperty("instancetype.name", "two-cpus");
    expect(spec).not.toHaveProperty("template.spec.domain.cpu.cores");
  });
});

describeCluster("vmgate between KubeVirt's own webhooks", (cluster) => {
  const gate = useVmgate(cluster);
  const collection = (): string => kubevirtPath(gate.namespace, "virtualmachines", "").slice(0, -1);

  test("what the user left out is filled in after KubeVirt's own webhook, by additions alone", async () => {
    const created = await cluster.kubectl(["apply", "-n", gate.namespace, "-f", "-"], {
      input: JSON.stringify(virtualMachine("filled")),
    });
    expect(created).toEqual({ code: 0, stdout: "virtualmachine.kubevirt.io/filled created\n", stderr: "" });
    const event = (await cluster.auditEvents()).findLast(
      ({ verb, requestObject }) => verb === "create" && requestObject?.metadata?.name === "filled",
    );
    const annotations = Object.entries(event?.annotations ?? {});
    const called = annotations
      .filter(([key]) => key.startsWith("mutation.webhook"))
      .map(([key, value]) => {
        const { configuration, mutated } = JSON.parse(value) as { configuration: string; mutated: boolean };
        return { key: key.replace("mutation", "patch"), configuration, mutated };
      });
    expect(called.map(({ configuration, mutated }) => ({ configuration, mutated }))).toEqual([
      { configuration: "virt-api-mutator", mutated: true },
      { configuration: "vmgate", mutated: true },
    ]);
    const [, text = "{}"] = annotations.find(([key]) => key === called[1]?.key) ?? [];
    const { patch = [] } = JSON.parse(text) as { patch?: { op: string; path: string }[] };
    expect(patch.map(({ op }) => op)).toEqual(patch.map(() => "add"));
    expect(patch).not.toEqual([]);
  });

  test("what KubeVirt refuses too is always answered with our whole list", async () => {
    const interfaces = [{ name: "default", bridge: {}, model: "no-such-card" }];
    const both = merged(refusedMachine("both"), {
      spec: { template: { spec: { domain: { devices: { interfaces } } } } },
    });
    await gate.vmgate.unregister();
    const alone = await cluster.request("POST", collection(), both);
    await gate.vmgate.register();
    expect(alone.body.message).toContain("virtualmachine-validator.kubevirt.io");
    const messages = new Set<string | undefined>();
    for (let tries = 0; tries < 20; tries++) {
      const { body } = await cluster.request("POST", collection(), both);
      messages.add(body.message);
    }
    expect(messages.size).toBe(1);
    expect(rulesNamed([...messages].join("\n"))).toEqual(brokenRules);
  });
});
