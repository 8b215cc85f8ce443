import { readFile } from "node:fs/promises";
import { afterEach, beforeAll, expect, test } from "vitest";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace, kubevirtPath } from "./objects.ts";
import { refusedMachine, virtualMachine } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

describeCluster("the client certificate of the API server", (cluster) => {
  let vmgate: Vmgate | undefined;
  let namespace = "";
  beforeAll(async () => {
    namespace = await createNamespace(cluster);
  });
  afterEach(async () => {
    await vmgate?.unregister();
    await vmgate?.stop();
  });

  const start = async (port?: number): Promise<Vmgate> => {
    const flags = [`--client-ca=${cluster.certificate("ca.crt")}`, "--client-allowed-names=kube-apiserver"];
    vmgate = await startVmgate(cluster, { flags, ...(port === undefined ? {} : { port }) });
    await vmgate.register();
    return vmgate;
  };
  const create = async (make: typeof virtualMachine): Promise<{ status: number; message: string }> => {
    const path = kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "");
    const { status, body } = await cluster.request("POST", `${path}?dryRun=All`, make("vm"));
    return { status, message: String((body as { readonly message?: unknown }).message) };
  };

  test("is shown by the real API server as the runbook says, and nobody else gets an answer", async () => {
    const { port, metricsPort } = await start(cluster.ports.askingVmgate);
    expect((await create(virtualMachine)).status).toBe(201);
    const { status, message } = await create(refusedMachine);
    expect([status, message]).toEqual([422, expect.stringContaining("[secure-boot]")]);

    const ca = await readFile(cluster.certificate("webhook-ca.crt"), "utf8");
    const stranger = await send(`https://localhost:${port}/mutate`, { body: reviewOf(vm()) }, ca);
    expect(stranger.status).toBe(403);
    const probe = await fetch(`http://127.0.0.1:${metricsPort}/readyz`);
    expect([probe.status, await probe.text()]).toEqual([200, "ok\n"]);
  });

  test("where the API server is not set up for it, nothing is let through, and users see why", async () => {
    await start();
    const { status, message } = await create(virtualMachine);
    expect(status).toBe(500);
    expect(message).toContain("a client certificate of the authority in --client-ca is required");
  });
});
