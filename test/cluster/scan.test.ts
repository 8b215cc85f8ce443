import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { watchedResources } from "../../src/admission/resources.ts";
import type { Inventory } from "../../src/cli/scan/live-report.ts";
import { formats } from "../../src/cli/review/formats/index.ts";
import { openApiClient } from "../../src/kube/api-client.ts";
import { listObjects } from "../../src/kube/list-objects.ts";
import { runCommand } from "../support/command.ts";
import { describeCluster } from "./describe-cluster.ts";
import { buildHelm } from "./build.ts";
import { chart, objectsOf, runHelm } from "./helm.ts";
import { ask, createNamespace } from "./objects.ts";
import { caKey, cloudConfig, openStarts, policyText } from "./starts.ts";
import { waitFor } from "./wait.ts";
import { brokenRules, merged, refusedMachine, virtualMachine, type Manifest } from "./virtual-machines.ts";

const text = { type: "string" };
const number = { type: "integer" };
const listOf = (items: object): object => ({ type: "array", items });
const objectOf = (properties: object, required: readonly string[] = []): object => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
});

/** PolicyReports as their published definition has them, in what vmgate writes. */
const policyReportDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "policyreports.wgpolicyk8s.io",
    annotations: { "api-approved.kubernetes.io": "unapproved, as in the published definition" },
  },
  spec: {
    group: "wgpolicyk8s.io",
    scope: "Namespaced",
    names: { kind: "PolicyReport", plural: "policyreports", singular: "policyreport" },
    versions: [
      {
        name: "v1alpha2",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: objectOf({
            summary: objectOf({ pass: number, fail: number, warn: number, error: number, skip: number }),
            results: listOf(
              objectOf(
                {
                  source: text,
                  policy: text,
                  rule: text,
                  message: text,
                  result: { ...text, enum: ["pass", "fail", "warn", "error", "skip"] },
                  properties: { type: "object", additionalProperties: text },
                  resources: listOf(objectOf({ apiVersion: text, kind: text, namespace: text, name: text })),
                },
                ["policy"],
              ),
            ),
          }),
        },
      },
    ],
  },
};

describeCluster("vmgate scan", (cluster) => {
  let namespace = "";
  let helm: string;

  beforeAll(async () => {
    helm = await buildHelm();
  }, 600_000);

  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    const halted = { spec: { runStrategy: "Halted" } };
    const clean = ["a", "b", "c", "d"].map((name) => merged(virtualMachine(name), halted));
    for (const machine of [...clean, refusedMachine("bad")]) {
      await cluster.mustKubectl(["create", "-n", namespace, "-f", "-"], { input: JSON.stringify(machine) });
    }
  });

  const kubeconfigOf = async (token: string): Promise<string> => {
    const config = JSON.parse(await cluster.mustKubectl(["config", "view", "--raw", "-o", "json"])) as {
      users: { user: object }[];
    };
    config.users[0] = { ...config.users[0], user: { token } };
    const kubeconfig = join(cluster.folder, "account.kubeconfig");
    await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    return kubeconfig;
  };
  const ofNamespace = (text: string): readonly string[] =>
    text.split("\n").filter((line) => line.replace(/^[+-] /, "").startsWith(`${namespace}: `));
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

  test("reports what is exempt, what runs with an outdated platform part, and what is not under the contract", async () => {
    const starts = await openStarts(cluster);
    const inNamespace = starts.namespace;
    const policy = join(cluster.folder, "scan-policy.yaml");
    const exemptions = `exemptions: [{rules: [secure-boot], namespaces: ["${namespace}"], reason: old guests, expires: 2099-12-31}]\n`;
    await writeFile(policy, policyText(caKey("scan"), exemptions));
    const contract = { "vm.cpln.io/contract": "v1" };
    const marked = { spec: { runStrategy: "Always", template: { metadata: { annotations: contract } } } };
    await starts.create("without", undefined, marked);
    await starts.create("older", undefined, { spec: { runStrategy: "Halted" } });
    const file = join(cluster.folder, "current.yaml");
    await writeFile(file, JSON.stringify(starts.manifest("current", { userData: cloudConfig })));
    const rendered = await runCommand(["render", file, "--policy", policy, "--namespace", inNamespace]);
    await cluster.mustKubectl(["create", "-n", inNamespace, "-f", "-"], { input: rendered.stdout });
    const { metadata } = await starts.create(
      "secret",
      { userData: "x" },
      { spec: { runStrategy: "Halted" } },
    );
    const name = `vmgate-${metadata?.uid ?? ""}`;
    await starts.createSecret(name, { userdata: cloudConfig });
    const { spec } = starts.manifest("secret", { secretRef: { name } });
    const patch = JSON.stringify({ spec: merged(spec as Manifest, marked.spec) });
    await cluster.mustKubectl(["patch", "vm", "secret", "-n", inNamespace, "--type=merge", "-p", patch]);
    await Promise.all(["without", "current", "secret"].map((vm) => starts.instance(vm)));

    const { stdout } = await scan(`--policy=${policy}`);
    const section = (title: string, own: string): readonly string[] => {
      const lines = stdout.split("\n");
      const rest = lines.slice(lines.indexOf(`${title}:`) + 1);
      const end = rest.findIndex((line) => !line.startsWith("  "));
      return rest.slice(0, end).filter((line) => line.startsWith(`  ${own}: `));
    };
    expect(section("exempt from rules that would deny", namespace)).toEqual([
      `  ${namespace}: secure-boot: 1 until the end of 2099-12-31 (old guests): VirtualMachine/bad`,
    ]);
    expect(section("running with outdated platform cloud-init", inNamespace)).toEqual([
      `  ${inNamespace}: 2 brought up to date by a restart: VirtualMachineInstance/secret, VirtualMachineInstance/without`,
    ]);
    expect(section("not under the contract", inNamespace)).toEqual([
      `  ${inNamespace}: 1 older than vmgate, adopted by an update while stopped that sets vm.cpln.io/adopt: VirtualMachine/older`,
    ]);

    // As KubeVirt's role for people who may look at VMs.
    await cluster.mustKubectl([
      "create",
      "clusterrolebinding",
      "scan-viewer",
      "--clusterrole=kubevirt.io:view",
      `--serviceaccount=${inNamespace}:default`,
    ]);
    const token = await cluster.mustKubectl(["create", "token", "default", "-n", inNamespace]);
    const kubeconfig = await kubeconfigOf(token.trim());
    const viewed = await runCommand([
      "scan",
      `--kubeconfig=${kubeconfig}`,
      `--policy=${policy}`,
      "--format=json",
    ]);
    expect(viewed.stderr).toBe("");
    const { outdated, unchecked } = JSON.parse(viewed.stdout) as Inventory;
    const own = ({ namespace }: { namespace: string }): boolean => namespace === inNamespace;
    expect(outdated.filter(own)).toMatchObject([{ names: ["VirtualMachineInstance/without"] }]);
    expect(unchecked.filter(own)).toMatchObject([
      { why: "in a Secret (no permission to get secrets)", names: ["VirtualMachineInstance/secret"] },
    ]);
    await cluster.mustKubectl(["delete", "namespace", inNamespace, "--wait=false"]);
  });

  test("writes every format of review, the same bytes each time", async () => {
    const files = Object.keys(formats).map((name) => ({ name, file: join(cluster.folder, `scan.${name}`) }));
    const outputs = files.map(({ name, file }) => `--output=${name}=${file}`);
    const read = (): Promise<string[]> => Promise.all(files.map(({ file }) => readFile(file, "utf8")));
    const { code, stdout, stderr } = await scan(...outputs);
    expect([code, stderr]).toEqual([1, ""]);
    const first = await read();
    for (const [i, { name }] of files.entries()) {
      expect([name, /\bbad\b/.test(first[i] ?? "")]).toEqual([name, true]);
    }
    expect(first[files.findIndex(({ name }) => name === "text")]).toBe(stdout);
    expect((await scan(...outputs)).code).toBe(1);
    expect(await read()).toEqual(first);
    const page = first[files.findIndex(({ name }) => name === "html")] ?? "";
    const rows = [...page.matchAll(/data-rule="(.*?)" data-namespace="(.*?)"/g)];
    expect(new Set(rows.flatMap(([, rule = "", own]) => (own === namespace ? [rule] : [])))).toEqual(
      new Set(brokenRules),
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

  test("the chart's account for reports writes one for each namespace, takes it back, and may do nothing else", async () => {
    const rendered = await runHelm(
      helm,
      ["template", "reports", chart, "-n", namespace, "--set", "reports.enabled=true", "--no-hooks"],
      cluster.folder,
      cluster.kubeconfig("admin"),
    );
    const objects = Object.entries(objectsOf(rendered.stdout));
    const items = objects.flatMap(([id, object]) =>
      /^(ServiceAccount|ClusterRole|ClusterRoleBinding)\/vmgate-reports$/.test(id) ? [object] : [],
    );
    expect(items).toHaveLength(3);
    await cluster.apply({ apiVersion: "v1", kind: "List", items });
    const token = await cluster.mustKubectl(["create", "token", "vmgate-reports", "-n", namespace]);
    const kubeconfig = await kubeconfigOf(token.trim());
    const report = (...args: readonly string[]): ReturnType<typeof runCommand> =>
      runCommand(["scan", `--kubeconfig=${kubeconfig}`, "--report", ...args]);

    expect((await report()).stderr).toContain(
      "reports could not be written: the cluster has no policyreports",
    );
    await cluster.apply(policyReportDefinition);
    const path = `/apis/wgpolicyk8s.io/v1alpha2/namespaces/${namespace}/policyreports/vmgate`;
    await waitFor("the kind", async () => {
      const { status } = await cluster.request("GET", path.replace(/\/vmgate$/, ""));
      return status === 200 ? true : undefined;
    });
    for (let round = 0; round < 2; round++) {
      const { code, stderr } = await report();
      expect([code, stderr]).toEqual([0, ""]);
      const { body } = await ask(cluster, "GET", path, undefined);
      expect(body).toMatchObject({
        results: brokenRules.map((rule) => ({ rule, result: "fail", resources: [{ name: "bad" }] })),
        summary: { fail: brokenRules.length },
      });
    }
    const off = join(cluster.folder, "off.yaml");
    await writeFile(
      off,
      'apiVersion: vmgate.cpln.io/v1\nkind: Policy\nprofiles: [{name: off, namespaces: ["*"], rules: {"*": "off"}}]\n',
    );
    expect((await report(`--policy=${off}`)).code).toBe(0);
    expect((await cluster.request("GET", path)).status).toBe(404);

    for (const resource of ["secrets", "virtualmachines.kubevirt.io", "pods"]) {
      const as = `--as=system:serviceaccount:${namespace}:vmgate-reports`;
      const { stdout } = await cluster.kubectl(["auth", "can-i", "get", resource, "-A", as]);
      expect(stdout).toBe("no\n");
    }
  });

  const live = (
    command: string,
    object: string,
    ...flags: readonly string[]
  ): ReturnType<typeof runCommand> =>
    runCommand([command, object, "-n", namespace, `--kubeconfig=${cluster.kubeconfig("admin")}`, ...flags]);

  test("vmgate why says of a stored VM what would deny it", async () => {
    const bad = await live("why", "vm/bad");
    expect([bad.code, bad.stderr]).toEqual([1, ""]);
    const [first, ...lines] = bad.stdout.trimEnd().split("\n");
    expect(first).toBe(`VirtualMachine ${namespace}/bad would be denied if it were created today`);
    const errors = lines.filter((line) => line.startsWith("error: "));
    expect(errors.map((line) => / \[([a-z-]+)\]$/.exec(line)?.[1]).sort()).toEqual(brokenRules.toSorted());
    const good = await live("why", "virtualmachines/a");
    expect([good.code, good.stdout.split("\n")[0]]).toEqual([
      0,
      `VirtualMachine ${namespace}/a would be admitted if it were created today`,
    ]);
  });

  test("vmgate userdata reads a stored VM", async () => {
    const { code, stdout } = await live("userdata", "vm/a");
    expect([code, stdout.split(",")[0]?.split(":")[0]]).toEqual([0, `VirtualMachine ${namespace}/a`]);
  });

  test("vmgate userdata reads the Secret that a VM names, where its user may", async () => {
    const disk = (name: string): object => ({ name, disk: { bus: "virtio" } });
    const secretVm = merged(virtualMachine("with-secret"), {
      spec: {
        runStrategy: "Halted",
        template: {
          spec: {
            domain: { devices: { disks: [disk("root"), disk("seed")] } },
            volumes: [
              { name: "root", dataVolume: { name: "with-secret-root" } },
              { name: "seed", cloudInitNoCloud: { secretRef: { name: "seed" } } },
            ],
          },
        },
      },
    });
    await cluster.mustKubectl(["create", "-n", namespace, "-f", "-"], { input: JSON.stringify(secretVm) });
    const missing = await live("userdata", "vm/with-secret");
    expect([missing.code, missing.stdout]).toEqual([
      0,
      expect.stringMatching(
        /: in the Secret seed, which is read at each start; there is no Secret .*\/seed\n$/,
      ),
    ]);
    const script = "#!/bin/sh\necho hello\n";
    const data = [
      "create",
      "secret",
      "generic",
      "seed",
      "-n",
      namespace,
      `--from-literal=userdata=${script}`,
    ];
    await cluster.mustKubectl(data);
    const shown = await live("userdata", "vm/with-secret");
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(": 21 bytes\n")]);
    expect(shown.stdout).not.toContain("hello");
    expect((await live("userdata", "vm/with-secret", "--original")).stdout).toBe(script);

    // As KubeVirt's role for people who may look at VMs.
    const role = ["create", "role", "viewer", "-n", namespace, "--verb=get"];
    await cluster.mustKubectl([...role, "--resource=virtualmachines.kubevirt.io"]);
    const binding = ["create", "rolebinding", "viewer", "-n", namespace, "--role=viewer"];
    await cluster.mustKubectl([...binding, `--serviceaccount=${namespace}:default`]);
    const token = await cluster.mustKubectl(["create", "token", "default", "-n", namespace]);
    const kubeconfig = await kubeconfigOf(token.trim());
    const may = ["-n", namespace, `--kubeconfig=${kubeconfig}`];
    const forbidden = await runCommand(["userdata", "vm/with-secret", ...may]);
    expect([forbidden.code, forbidden.stderr, forbidden.stdout]).toEqual([
      0,
      "",
      expect.stringMatching(/; the cluster could not be read: no permission to get secrets\n$/),
    ]);
    const original = await runCommand(["userdata", "vm/with-secret", "--original", ...may]);
    expect([original.code, original.stdout, original.stderr]).toEqual([
      2,
      "",
      expect.stringMatching(/no permission to get secrets\n$/),
    ]);
    await cluster.mustKubectl(["delete", "vm", "with-secret", "-n", namespace]);
  });

  test("what is not there, and what is no object, is wrong use", async () => {
    expect(await live("why", "vm/none")).toEqual({
      code: 2,
      stdout: "",
      stderr: `there is no VirtualMachine ${namespace}/none\n`,
    });
    expect(await live("why", "pod/a")).toMatchObject({ code: 2, stdout: "" });
    expect(await live("userdata", "vm/none")).toMatchObject({ code: 2, stdout: "" });
  });

  test("without the right to list it says so", async () => {
    const kubeconfig = cluster.kubeconfig("vmgate-account");
    const { code, stderr } = await runCommand(["scan", `--kubeconfig=${kubeconfig}`]);
    expect(code).toBe(2);
    expect(stderr).toBe("the cluster could not be scanned: no permission to list virtualmachines\n");
  });
});
