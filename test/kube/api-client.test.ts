import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeServingCertificate, type ServingCertificate } from "../../src/certs/self-signed.ts";
import { openApiClient, type ApiClient } from "../../src/kube/api-client.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-"));
let certificate: ServingCertificate;
let server: Server;
let seen: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
/** How many requests a connection has carried; on some the second finds it closed. */
const requestsOn = new WeakMap<Socket, number>();
let connections = 0;
let closesAfter = Infinity;

beforeAll(async () => {
  certificate = await makeServingCertificate(["localhost"]);
  server = createServer({ cert: certificate.cert, key: certificate.key }, (request, response) => {
    const before = requestsOn.get(request.socket) ?? 0;
    requestsOn.set(request.socket, before + 1);
    if (before >= closesAfter) {
      request.socket.destroy();
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { url, headers } = request;
      seen.push({ url, authorization: headers.authorization, body });
      const isLarge = url?.endsWith("/large") === true;
      response.end(
        url?.endsWith("/words") === true ? "<html>" : isLarge ? `"${"x".repeat(5 * 1024 * 1024)}"` : "{}",
      );
    });
  });
  server.on("secureConnection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  seen = [];
  connections = 0;
  closesAfter = Infinity;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function open(ca = certificate.ca): Promise<ApiClient> {
  const { port } = server.address() as AddressInfo;
  const cluster = {
    server: `https://localhost:${port}/k8s/clusters/c-1/`,
    "certificate-authority-data": Buffer.from(ca).toString("base64"),
  };
  const file = join(folder, "kubeconfig");
  const config = {
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "account" } }],
    clusters: [{ name: "test", cluster }],
    users: [{ name: "account", user: { token: "abc" } }],
  };
  writeFileSync(file, JSON.stringify(config));
  const api = await openApiClient(file);
  if (api === undefined) throw new Error("no API server");
  return api;
}
const within = (): AbortSignal => AbortSignal.timeout(5000);

test("the path, the token and the body go to the server of the kubeconfig, over one connection", async () => {
  const api = await open();
  expect(await api.request("GET", ["api", "v1", "a/b?c"], within())).toEqual({ status: 200, body: {} });
  await api.request("POST", ["api"], within(), { a: 1 });
  api.close();
  expect(seen).toEqual([
    { url: "/k8s/clusters/c-1/api/v1/a%2Fb%3Fc", authorization: "Bearer abc", body: "" },
    { url: "/k8s/clusters/c-1/api", authorization: "Bearer abc", body: '{"a":1}' },
  ]);
  expect(connections).toBe(1);
});

test("a kept connection that was closed meanwhile is replaced", async () => {
  closesAfter = 1;
  const api = await open();
  const all = [1, 2, 3].map((n) => ["api", String(n)]);
  for (const segments of all) expect((await api.request("GET", segments, within())).status).toBe(200);
  api.close();
  expect(connections).toBe(3);
});

test("a new connection that is closed at once is a failure", async () => {
  closesAfter = 0;
  const api = await open();
  await expect(api.request("GET", ["api"], within())).rejects.toThrow(/socket hang up|ECONNRESET/);
  api.close();
});

test("an answer in words is one without an object, and one without end is given up", async () => {
  const api = await open();
  expect(await api.request("GET", ["words"], within())).toEqual({ status: 200, body: undefined });
  await expect(api.request("GET", ["large"], within())).rejects.toThrow(/over \d+ bytes/);
  api.close();
});

test("a server whose certificate another authority made is not talked to", async () => {
  const api = await open((await makeServingCertificate(["localhost"])).ca);
  await expect(api.request("GET", ["api"], within())).rejects.toThrow(/certificate|self-signed/);
  expect(seen).toEqual([]);
  api.close();
});
