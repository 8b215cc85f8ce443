import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApiServer } from "./control-plane.ts";
import { describeCluster } from "./describe-cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { startVirtController, waitForVirtController } from "./kubevirt.ts";
import { createNamespace, kubevirtPath } from "./objects.ts";
import { isFree } from "./ports.ts";
import { openReplicas, untilArmed, type Replicas } from "./replicas.ts";
import { refusedMachine, virtualMachine } from "./virtual-machines.ts";
import { waitFor } from "./wait.ts";

const self = join(import.meta.dirname, "..", "..", "manifests", "kustomize", "overlays", "self");
const secretPath = "/api/v1/namespaces/vmgate/secrets/vmgate-certificate";

describeCluster("when something else fails", (cluster) => {
  let replicas: Replicas;
  let namespace = "";
  let serial = 0;

  beforeAll(async () => {
    await applyInjectionManifests(cluster);
    await cluster.mustKubectl(["apply", "-f", join(self, "certificate.yaml")]);
    namespace = await createNamespace(cluster);
    replicas = await openReplicas(cluster, 2);
    await replicas.register();
    replicas.start();
    await replicas.untilReady();
    await untilArmed(cluster);
  });
  afterAll(async () => {
    await replicas.close();
    const kinds = "mutatingwebhookconfigurations,validatingwebhookconfigurations";
    await cluster.mustKubectl(["delete", kinds, "vmgate", "--ignore-not-found"]);
    await cluster.mustKubectl([
      "delete",
      "-n",
      "vmgate",
      "secret",
      "vmgate-certificate",
      "--ignore-not-found",
    ]);
    // It ends by itself once it could not renew its lease.
    if (!cluster.processes.isRunning("virt-controller")) startVirtController(cluster);
    await waitForVirtController(cluster);
  });

  /** The status that a new VirtualMachine gets in a dry run; 0 where there is no answer. */
  const create = async (make = virtualMachine): Promise<number> => {
    const path = `${kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "")}?dryRun=All`;
    const answer = await cluster.request("POST", path, make(`vm-${serial++}`)).catch(() => undefined);
    return answer?.status ?? 0;
  };
  const ready = async (): Promise<readonly boolean[]> =>
    (await Promise.all([0, 1].map((index) => replicas.readyz(index)))).map(({ ok }) => ok);
  /** Machines are admitted and denied, and the replicas look after their Secret. */
  const allIsWell = async (): Promise<void> => {
    await waitFor("a machine", async () => ((await create()) === 201 ? true : undefined), 30_000);
    await waitFor("a denial", async () => ((await create(refusedMachine)) === 422 ? true : undefined));
    const before = await cluster.request("GET", secretPath);
    await cluster.request("DELETE", secretPath);
    await waitFor("the Secret", async () => {
      const { status, body } = await cluster.request("GET", secretPath);
      const data = (answer: unknown): unknown => (answer as { readonly data?: object }).data;
      return status === 200 && JSON.stringify(data(body)) === JSON.stringify(data(before.body))
        ? true
        : undefined;
    });
    expect(await ready()).toEqual([true, true]);
  };

  test("the API server is restarted", { timeout: 90_000 }, async () => {
    await cluster.processes.stop("kube-apiserver");
    // The last of its threads holds the port a moment longer than the first.
    const { apiServer } = cluster.ports;
    await waitFor("the port", async () => ((await isFree(apiServer)) ? true : undefined));
    expect(await ready()).toEqual([true, true]);
    startApiServer(cluster.folder, cluster.ports, cluster.processes);
    await cluster.processes.waitFor("kube-apiserver", async () => {
      const answer = await cluster.request("GET", "/readyz").catch(() => undefined);
      return answer?.status === 200;
    });
    await allIsWell();
  });

  test("etcd stands still for ten seconds", { timeout: 90_000 }, async () => {
    cluster.processes.signal("etcd", "SIGSTOP");
    try {
      await sleep(10_000);
      expect(await ready()).toEqual([true, true]);
    } finally {
      cluster.processes.signal("etcd", "SIGCONT");
    }
    await allIsWell();
  });

  test("a replica is killed under load and started again", { timeout: 90_000 }, async () => {
    const answers: { readonly at: number; readonly status: number }[] = [];
    let isOver = false;
    const creating = async (): Promise<void> => {
      while (!isOver) answers.push({ status: await create(), at: Date.now() });
    };
    const creators = Array.from({ length: 4 }, creating);
    await sleep(1000);
    const killedAt = Date.now();
    await replicas.kill(1);
    const noticedAt = Date.now();
    await sleep(2000);
    replicas.start(1);
    await replicas.untilReady();
    await sleep(1000);
    isOver = true;
    await Promise.all(creators);
    const failed = answers.filter(({ status }) => status !== 201);
    // What is asked of the one that is gone fails; what is asked once the Service has noticed does not.
    expect(failed.filter(({ at }) => at < killedAt || at > noticedAt + 500)).toEqual([]);
    expect(answers.filter(({ at, status }) => at > noticedAt && status === 201).length).toBeGreaterThan(50);
    await allIsWell();
  });
});
