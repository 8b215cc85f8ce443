import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { pinnedVersion } from "./build.ts";
import { cacheFolder, goModules } from "./cache.ts";
import { describeCluster } from "./describe-cluster.ts";
import { bringToRunning, bringToStopped, finishDataVolume } from "./kubelet.ts";
import { createNamespace, kubevirtPath } from "./objects.ts";
import { startOf } from "./processes.ts";
import { removeDeadRuns } from "./runs.ts";
import { merged, virtualMachine, type Manifest } from "./virtual-machines.ts";
import { waitFor } from "./wait.ts";

/** Without vmgate a run strategy has to be written. */
function withRunStrategy(name: string): Manifest {
  return merged(virtualMachine(name), { spec: { runStrategy: "Always" } });
}

describeCluster("the cluster", (cluster) => {
  let namespace = "";
  const collection = (): string => kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "");
  beforeAll(async () => {
    namespace = await createNamespace(cluster);
  });

  test("kubectl and the API server are of the pinned version", async () => {
    const version = await pinnedVersion(join(goModules, "kubernetes"), "k8s.io/kubernetes");
    const { code, stdout } = await cluster.kubectl(["version"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Client Version: ${version}`);
    expect(stdout).toContain(`Server Version: ${version}`);
  });

  test("kubectl reads each scalar of YAML as the command line does", async () => {
    const scalars =
      "0o26 -0o7 0O7 0X1f 0B1 0x_1 0x_ 0o8 0123 08 1_000 1__0 +5 -1 .5 5. 1_0.5 1e3 1E5 12e03 1e400 e1000 1:30 190:20:30 " +
      "2024-01-01 yes NO on y n TRUE tRue ~ Null .inf2 = << 0.0 9223372036854775808 !!str\\ 5 !!binary\\ aGVsbG8=";
    const items = scalars.split(/(?<!\\) /).map((scalar) => `- ${scalar.replace("\\", "")}\n`);
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n${items.join("")}`;
    const { code, stdout } = await cluster.kubectl(["annotate", "--local", "-o=json", "-f", "-", "a=b"], {
      input: text,
    });
    expect(code).toBe(0);
    const [manifest] = readManifests(text);
    expect(manifest?.object).toHaveProperty("data", (JSON.parse(stdout) as { data: unknown }).data);
  });

  test("KubeVirt's webhooks complete a VirtualMachine, and the audit log shows it", async () => {
    const { status, body } = await cluster.request(
      "POST",
      `${collection()}?dryRun=All`,
      withRunStrategy("dry"),
    );
    expect(status).toBe(201);
    const domain = (body.spec?.["template"] as { spec: { domain: { machine?: object; firmware?: object } } })
      .spec.domain;
    expect(domain.firmware).toHaveProperty("uuid");
    expect(domain.machine).toHaveProperty("type");
    const events = await cluster.auditEvents();
    const event = events.find(({ requestURI }) => requestURI === `${collection()}?dryRun=All`);
    expect(event?.verb).toBe("create");
    expect(event?.user.username).toBe("admin");
    const mutators = JSON.stringify(event?.annotations ?? {});
    expect(mutators).toContain("virt-api-mutator");
  });

  test("KubeVirt's webhooks refuse what it can't run", async () => {
    const disks = [{ name: "root", disk: { bus: "floppy" } }];
    const wrong = merged(withRunStrategy("wrong"), {
      spec: { template: { spec: { domain: { devices: { disks } } } } },
    });
    const { status, body } = await cluster.request("POST", collection(), wrong);
    expect(status).toBe(422);
    expect(body.details?.causes?.[0]?.field).toBe("spec.template.spec.domain.devices.disks[0].disk.bus");
  });

  test("a VirtualMachine starts, is stopped through KubeVirt's API, and is deleted", async () => {
    await cluster.mustKubectl(["create", "-n", namespace, "-f", "-"], {
      input: JSON.stringify(withRunStrategy("web")),
    });
    await finishDataVolume(cluster, namespace, "web-root");
    await bringToRunning(cluster, namespace, "web");
    const ready = await cluster.kubectl([
      "wait",
      "-n",
      namespace,
      "vm/web",
      "--for=condition=Ready",
      "--timeout=10s",
    ]);
    expect(ready.stderr).toBe("");

    const stop = kubevirtPath(namespace, "virtualmachines", "web/stop").replace(
      "kubevirt.io",
      "subresources.kubevirt.io",
    );
    expect((await cluster.request("PUT", stop, {})).status).toBe(202);
    const stopped = await bringToStopped(cluster, namespace, "web");
    expect(stopped.spec).toMatchObject({ runStrategy: "Halted" });
    const writers = (await cluster.auditEvents()).map(({ user }) => user.username);
    expect(writers).toContain("system:serviceaccount:kubevirt:kubevirt-apiserver");
    expect(writers).toContain("system:serviceaccount:kubevirt:kubevirt-controller");

    await cluster.mustKubectl(["delete", "-n", namespace, "vm", "web", "--timeout=20s"]);
    expect((await cluster.request("GET", kubevirtPath(namespace, "virtualmachines", "web"))).status).toBe(
      404,
    );
  });

  test("a deleted namespace goes away with all that is in it", async () => {
    const other = await createNamespace(cluster);
    await cluster.mustKubectl(["create", "configmap", "-n", other, "left-behind"]);
    await cluster.mustKubectl(["delete", "namespace", other, "--timeout=30s"]);
  });

  test("what a crashed run left running is stopped by the next", async () => {
    const folder = join(cacheFolder, "runs", `run-of-dead-${process.pid}`);
    mkdirSync(join(folder, "pid"), { recursive: true });
    const left = spawn("sleep", ["600"], { stdio: "ignore" });
    const stranger = spawn("sleep", ["600"], { stdio: "ignore" });
    try {
      const [pid = 0, other = 0] = [left.pid, stranger.pid];
      writeFileSync(join(folder, "pid", "left"), `${pid} ${startOf(pid) ?? ""}`);
      // The number of a process that ended long ago, now that of another.
      writeFileSync(join(folder, "pid", "recycled"), `${other} 1`);
      writeFileSync(join(folder, "owner"), `${process.pid} 1`);
      await removeDeadRuns();
      await waitFor("the end of the process", () => Promise.resolve(left.signalCode ?? undefined));
      expect(startOf(other)).toBeDefined();
    } finally {
      left.kill();
      stranger.kill();
    }
  });
});
