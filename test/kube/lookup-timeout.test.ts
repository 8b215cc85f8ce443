import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeServingCertificate } from "../../src/certs/self-signed.ts";
import { lookupTimeoutMs } from "../../src/kube/vm-client.ts";
import { withSource } from "../support/injection.ts";
import { reviewOf, send, serve, type Served } from "../support/server.ts";

/** How long the API server waits for vmgate, in milliseconds (manifests, timeoutSeconds). */
const webhookTimeoutMs = 5000;

const folder = mkdtempSync(join(tmpdir(), "vmgate-"));
const sockets: Socket[] = [];
// It takes connections and never says a word.
const silent = createServer((socket) => sockets.push(socket));
let vmgate: Served;
let authority: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const cluster = { server: `https://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  const kubeconfig = join(folder, "kubeconfig");
  const config = {
    "current-context": "silent",
    contexts: [{ name: "silent", context: { cluster: "silent", user: "nobody" } }],
    clusters: [{ name: "silent", cluster }],
    users: [{ name: "nobody", user: { token: "none" } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const { ca, cert, key } = await makeServingCertificate(["localhost"]);
  authority = ca;
  const [certFile, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  vmgate = await serve(`--kubeconfig=${kubeconfig}`, `--tls-cert=${certFile}`, `--tls-key=${keyFile}`);
});
afterAll(async () => {
  await vmgate.stop();
  for (const socket of sockets) socket.destroy();
  silent.close();
  rmSync(folder, { recursive: true });
});

const instance = (): object => {
  const { spec } = withSource({ secretRef: { name: "mine" } }) as {
    spec: { template: { metadata: object } };
  };
  const owner = {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachine",
    name: "web",
    uid: "1",
    controller: true,
  };
  const { metadata, ...rest } = spec.template;
  return { metadata: { ...metadata, name: "web", ownerReferences: [owner] }, ...rest };
};

test("while the API server is silent a start is answered within the webhook's time, and others at once", async () => {
  const ask = async (body: string): Promise<readonly [text: string, ms: number]> => {
    const started = performance.now();
    const { text } = await send(
      `${vmgate.url}/mutate`,
      { body, headers: { "content-type": "application/json" } },
      authority,
    );
    return [text, performance.now() - started];
  };
  const start = reviewOf(instance(), {
    kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachineInstance" },
    userInfo: { username: "system:serviceaccount:kubevirt:kubevirt-controller" },
  });
  const [[text, ms], [, otherMs]] = await Promise.all([
    ask(start),
    ask(reviewOf(withSource({ userData: "#!/bin/sh" }))),
  ]);
  expect(text).toContain('"allowed":false');
  expect(text).toMatch(/did not respond in time/);
  expect(ms).toBeGreaterThan(2500);
  expect(lookupTimeoutMs).toBeLessThan(webhookTimeoutMs - 1000);
  expect(otherMs).toBeLessThan(ms);
  expect(vmgate.log().filter(({ level, webhook }) => level === "warn" && webhook !== undefined)).toEqual([
    expect.objectContaining({
      webhook: "mutating",
      name: "web",
      verdict: "refused",
      lookupError: "the API server did not respond in time",
    }),
  ]);
}, 20_000);

test("without an answer of the cluster a replica is alive, not ready, and says why", async () => {
  const { status, text } = await send(`${vmgate.metricsUrl}/readyz`, { method: "GET" });
  expect(status).toBe(503);
  expect(text).toContain("[-] webhooks\n    the webhook configurations have not been read yet");
  expect((await send(`${vmgate.metricsUrl}/livez`, { method: "GET" })).status).toBe(200);
});
