import { createServer } from "node:http";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { listen } from "../../src/server/listen.ts";
import { startApp } from "../support/app.ts";

const flag = "--metrics-listen";

test("a port that is taken is reported, and the other server is not left open", async () => {
  const address = { host: "127.0.0.1", port: 0 };
  const first = await listen({ server: createServer(), address, flag });
  if ("problem" in first) throw new Error(first.problem);
  const { port } = new URL(first.url);
  const second = await listen({ server: createServer(), address: { ...address, port: Number(port) }, flag });
  expect(second).toEqual({
    problem:
      `--metrics-listen: cannot listen on 127.0.0.1:${port} (the port is in use): ` +
      "must be a free port on this host; use another address",
  });
  await first.drain(0);
});

test.for([
  ["192.0.2.1", "this host has no such address"],
  // The latter on a machine without a network.
  ["no-such-host.invalid", "no such host name|the host name cannot be resolved"],
] as const)("%s is reported", async ([host, reason]) => {
  const listening = await listen({ server: createServer(), address: { host, port: 0 }, flag });
  expect(listening).toEqual({ problem: expect.stringMatching(`\\((?:${reason})\\)`) as string });
});

test("without a host it listens on all addresses", async () => {
  const listening = await listen({ server: createServer(), address: { host: "", port: 0 }, flag });
  if ("problem" in listening) throw new Error(listening.problem);
  expect(listening.url).toMatch(/^http:\/\/:\d+$/);
  await listening.drain(0);
});

test("TLS before 1.2 is not spoken", async () => {
  const app = await startApp();
  const refusal = new Promise<string>((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port: app.port,
      ca: app.ca,
      servername: "localhost",
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      // OpenSSL itself would not offer it any more.
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    socket.once("error", (error: Error) => {
      resolve(error.message);
    });
    socket.once("secureConnect", () => {
      resolve(`spoke ${socket.getProtocol() ?? ""}`);
    });
  });
  expect(await refusal).toContain("protocol version");
  expect(app.log()).toContain("TLS handshake failed");
  await app.drain(0);
});

test("HTTP without TLS is rejected and logged", async () => {
  const app = await startApp();
  await expect(fetch(`http://127.0.0.1:${app.port}/validate`)).rejects.toThrow();
  expect(app.log()).toContain("ERR_SSL_HTTP_REQUEST");
  await app.drain(0);
});
