import { Agent } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { certificatesIn } from "../../src/certs/chain.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";
import type { Client } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { ask, createNamespace, kubevirtPath } from "./objects.ts";
import { fast, openReplicas, registeredWebhooks, untilArmed, type Replicas } from "./replicas.ts";
import { merged, refusedMachine, virtualMachine, type Manifest } from "./virtual-machines.ts";
import { waitFor } from "./wait.ts";

const self = join(import.meta.dirname, "..", "..", "manifests", "kustomize", "overlays", "self");
const secretPath = "/api/v1/namespaces/vmgate/secrets/vmgate-certificate";
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const text = (base64Text = ""): string => Buffer.from(base64Text, "base64").toString();

describeCluster("a certificate that vmgate makes itself", (cluster) => {
  let replicas: Replicas;
  let namespace = "";
  let serial = 0;

  beforeAll(async () => {
    await applyInjectionManifests(cluster);
    await cluster.mustKubectl(["apply", "-f", join(self, "certificate.yaml")]);
    namespace = await createNamespace(cluster);
    replicas = await openReplicas(cluster, 3);
  });
  afterAll(async () => {
    await replicas.close();
    await unregister();
    await cluster.mustKubectl([
      "delete",
      "-n",
      "vmgate",
      "secret",
      "vmgate-certificate",
      "--ignore-not-found",
    ]);
  });

  const unregister = (): Promise<string> =>
    cluster.mustKubectl([
      "delete",
      "mutatingwebhookconfigurations,validatingwebhookconfigurations",
      "vmgate",
      "--ignore-not-found",
    ]);
  /** The status that a new VirtualMachine gets in a dry run. */
  const create = async (make = virtualMachine): Promise<number> => {
    const path = `${kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "")}?dryRun=All`;
    return (await cluster.request("POST", path, make(`vm-${serial++}`))).status;
  };
  const secretData = async (): Promise<Readonly<Record<string, string>>> => {
    const { body } = await ask(cluster, "GET", secretPath, undefined);
    return (body as { readonly data?: Record<string, string> }).data ?? {};
  };
  /** The certificate that a replica shows now. */
  const shown = (port: number): Promise<string | undefined> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256);
        socket.destroy();
      });
      socket.on("error", () => {
        resolve(undefined);
      });
    });
  const shownByAll = (): Promise<readonly (string | undefined)[]> => Promise.all(replicas.ports.map(shown));

  test("configurations without a replica stop no VM, and one that breaks the rules is let through", async () => {
    await replicas.register();
    // Without vmgate a run strategy has to be written.
    const plain = (name: string): Manifest =>
      merged(virtualMachine(name), { spec: { runStrategy: "Always" } });
    expect(await create(plain)).toBe(201);
    expect(await create(refusedMachine)).toBe(201);
  });

  test("three replicas that start at the same moment make one authority, and arm the webhooks", async () => {
    replicas.start();
    await replicas.untilReady();
    const data = await secretData();
    const [authority, ...others] = certificatesIn(text(data["ca.crt"]));
    expect(others).toEqual([]);
    const [leaf] = certificatesIn(text(data["tls.crt"]));
    expect(await shownByAll()).toEqual(replicas.ports.map(() => leaf?.fingerprint256));
    await untilArmed(cluster);
    for (const { clientConfig } of await registeredWebhooks(cluster)) {
      const bundle = certificatesIn(text(clientConfig.caBundle));
      expect(bundle.map(({ fingerprint256 }) => fingerprint256)).toEqual([authority?.fingerprint256]);
    }
    await waitFor("a refusal", async () => ((await create(refusedMachine)) === 422 ? true : undefined));
    expect(await create()).toBe(201);
  });

  test("what was filled in is no drift, and stays when the manifests are applied again", async () => {
    const before = await registeredWebhooks(cluster);
    const manifests = ["mutating", "validating"].flatMap((kind) => [
      "-f",
      join(self, "..", "..", "base", `${kind}-webhook.yaml`),
    ]);
    const secret = ["-f", join(self, "certificate.yaml")];
    // The port is the harness's own: it is put where the manifests have theirs, so that nothing else can differ.
    const onlyPort = async (...args: string[]): Promise<void> => {
      const { stdout } = await cluster.kubectl(["diff", ...args, ...manifests]);
      const changed = stdout.split("\n").filter((line) => /^[-+] /.test(line));
      expect(changed.filter((line) => !/port: \d+$|generation: \d+$/.test(line))).toEqual([]);
    };
    await onlyPort();
    await onlyPort("--server-side", "--field-manager=flux", "--force-conflicts");
    expect((await cluster.kubectl(["diff", ...secret])).stdout).toBe("");

    await cluster.mustKubectl(["apply", ...manifests]);
    await cluster.mustKubectl([
      "apply",
      "--server-side",
      "--field-manager=flux",
      "--force-conflicts",
      ...manifests,
    ]);
    await cluster.mustKubectl(["apply", ...secret]);
    expect((await registeredWebhooks(cluster)).map(({ rules }) => rules)).toEqual(
      before.map(({ rules }) => rules),
    );
    expect(Object.keys(await secretData())).toContain("tls.key");
    await replicas.register();
  });

  test("a Secret that is deleted or filled with rubbish comes back as it was", async () => {
    const before = await secretData();
    const isBack = async (): Promise<true | undefined> =>
      (await cluster.request("GET", secretPath)).status === 200 &&
      (await secretData())["tls.key"] === before["tls.key"]
        ? true
        : undefined;
    await cluster.mustKubectl(["delete", "-n", "vmgate", "secret", "vmgate-certificate"]);
    await waitFor("the Secret", isBack);
    const rubbish = { "ca.crt": base64("rubbish"), "ca.key": base64("-----BEGIN"), "tls.crt": "AAAA" };
    for (const data of [rubbish, { "tls.crt": base64("") }, { "tls.key": before["ca.key"] }]) {
      const patch = JSON.stringify({ data });
      await cluster.mustKubectl([
        "patch",
        "-n",
        "vmgate",
        "secret",
        "vmgate-certificate",
        "--type=merge",
        "-p",
        patch,
      ]);
      await waitFor("the Secret", isBack);
      expect(await create()).toBe(201);
    }
  });

  test("a caBundle that somebody overwrote is mended", async () => {
    const authority = text((await secretData())["ca.crt"]);
    await replicas.register();
    const wrong = [
      { op: "replace", path: "/webhooks/0/clientConfig/caBundle", value: base64(await otherAuthority()) },
    ];
    await cluster.mustKubectl([
      ...["patch", "validatingwebhookconfiguration", "vmgate", "--type=json", "-p"],
      JSON.stringify(wrong),
    ]);
    await waitFor("the right caBundle", async () => {
      const bundles = (await registeredWebhooks(cluster)).map(({ clientConfig }) =>
        text(clientConfig.caBundle),
      );
      return bundles.every((bundle) => bundle === authority) ? true : undefined;
    });
    expect(await create()).toBe(201);
  });

  const otherAuthority = async (): Promise<string> =>
    (await import("../../src/certs/self-signed.ts")).makeServingCertificate(["x"]).then(({ cert }) => cert);

  test("deleted configurations stay deleted, replicas stay ready, and applied again they are armed", async () => {
    await unregister();
    await sleep(1500);
    expect(await registeredWebhooks(cluster)).toEqual([]);
    await replicas.untilReady();
    expect((await replicas.readyz(0)).text).toContain("no webhook configuration is named vmgate");
    expect(await create(refusedMachine)).toBe(201);
    await replicas.register();
    await untilArmed(cluster);
    await waitFor("a refusal", async () => ((await create(refusedMachine)) === 422 ? true : undefined));
  });

  test("an API server that does not answer for a while leaves them ready", async () => {
    cluster.processes.signal("kube-apiserver", "SIGSTOP");
    try {
      await sleep(3000);
      const ready = await Promise.all([0, 1, 2].map((index) => replicas.readyz(index)));
      expect(ready.map(({ ok }) => ok)).toEqual([true, true, true]);
    } finally {
      cluster.processes.signal("kube-apiserver", "SIGCONT");
    }
    await waitFor("a machine", async () => ((await create()) === 201 ? true : undefined));
  });

  test("a clock that passes every date is recovered from without a restart", async () => {
    await replicas.stopAll();
    await cluster.mustKubectl(["delete", "-n", "vmgate", "secret", "vmgate-certificate"]);
    await replicas.setTimes({ ...fast, clockOffsetMs: -400 * 24 * 3600 * 1000 });
    replicas.start();
    const old = await waitFor("an old certificate", async () => {
      const all = await shownByAll();
      return all.every((one) => one !== undefined && one === all[0]) ? all[0] : undefined;
    });
    await waitFor("a failed call", async () => ((await create()) === 500 ? true : undefined));
    await replicas.setTimes(fast);
    await waitFor("a new certificate", async () =>
      (await shownByAll()).every((one) => one !== undefined && one !== old) ? true : undefined,
    );
    await replicas.untilReady();
    await waitFor("a machine", async () => ((await create()) === 201 ? true : undefined));
    expect(certificatesIn(text((await secretData())["ca.crt"]))).toHaveLength(1);
  });

  test(
    "while the authority is replaced twice and a replica is restarted no request fails",
    { timeout: 150_000 },
    async () => {
      const seconds = 1000;
      await replicas.stopAll();
      await cluster.mustKubectl(["delete", "-n", "vmgate", "secret", "vmgate-certificate"]);
      const lifetimes = { authority: 42 * seconds, serving: 21 * seconds, settle: 3 * seconds };
      await replicas.setTimes({ ...fast, lifetimes });
      replicas.start();
      await replicas.untilReady();
      const authorities = new Set<string>();
      const leaves = new Set<string>();
      const failures: string[] = [];
      let [created, reviewed] = [0, 0];
      const end = Date.now() + 70 * seconds;
      const until = async (everyMs: number, work: () => Promise<void>): Promise<void> => {
        while (Date.now() < end) {
          const next = sleep(everyMs);
          await work().catch((error: unknown) => failures.push(String(error)));
          await next;
        }
      };
      let bundle = "";
      const watch = async (): Promise<void> => {
        const data = await secretData();
        authorities.add(data["ca.key"] ?? "");
        leaves.add(data["tls.crt"] ?? "");
        bundle = text((await registeredWebhooks(cluster))[0]?.clientConfig.caBundle);
      };
      await watch();
      const body = reviewOf(vm());
      const reviewer = async (index: number): Promise<void> => {
        // A connection for ten reviews each, so that most handshakes are with a certificate that was just taken.
        const agent = new Agent({ keepAlive: true, maxSockets: 1, servername: "vmgate.vmgate.svc" });
        for (let n = 0; n < 10; n++) {
          const { status, headers } = await send(
            `https://127.0.0.1:${replicas.port}/validate`,
            { body, agent },
            bundle,
          );
          if (status === 200) reviewed++;
          else failures.push(`review ${index}: ${status}`);
          if (headers["connection"] === "close") break;
        }
        agent.destroy();
      };
      const creator = async (): Promise<void> => {
        const status = await create();
        if (status === 201) created++;
        else failures.push(`create: ${status}`);
      };
      const restart = async (): Promise<void> => {
        await sleep(20 * seconds);
        await replicas.stop(1);
        replicas.start(1);
        await replicas.untilReady();
      };
      await Promise.all([
        restart(),
        until(1000, watch),
        ...Array.from({ length: 4 }, () => until(100, creator)),
        ...Array.from({ length: 4 }, (_, index) => until(200, () => reviewer(index))),
      ]);
      console.log(
        `${created} created, ${reviewed} reviewed, ${authorities.size} authorities, ${leaves.size} leaves`,
      );
      expect(failures).toEqual([]);
      expect(authorities.size).toBeGreaterThanOrEqual(3);
      expect(leaves.size).toBeGreaterThanOrEqual(3);
      expect(created).toBeGreaterThan(1000);
      expect(reviewed).toBeGreaterThan(5000);
    },
  );

  test("its account may do nothing else", async () => {
    const account: Client = cluster.client("vmgate-account");
    const group = "/apis/admissionregistration.k8s.io/v1";
    const merge = { "content-type": "application/merge-patch+json" };
    const forbidden: readonly (readonly [string, string, object?, Readonly<Record<string, string>>?])[] = [
      ["DELETE", `${group}/mutatingwebhookconfigurations/vmgate`],
      ["PUT", `${group}/validatingwebhookconfigurations/vmgate`, {}],
      ["PATCH", `${group}/mutatingwebhookconfigurations/virt-api-mutator`, {}, merge],
      ["GET", `${group}/mutatingwebhookconfigurations`],
      ["POST", `${group}/mutatingwebhookconfigurations`, { metadata: { name: "other" } }],
      ["POST", `${group}/validatingwebhookconfigurations`, { metadata: { name: "vmgate" } }],
      ["DELETE", secretPath],
      ["GET", "/api/v1/namespaces/vmgate/secrets"],
      ["GET", "/api/v1/namespaces/vmgate/configmaps"],
    ];
    for (const [method, path, body, headers] of forbidden) {
      const { status } = await account.request(method, `${path}?dryRun=All`, body, headers);
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    account.close();
  });
});
