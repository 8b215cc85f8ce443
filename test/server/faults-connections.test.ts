import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mostConnections } from "../../src/server/connections.ts";
import { head, open, startApp, type RunningApp } from "../support/app.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const body = reviewOf(vm());
const request = head({ "content-length": body.length }) + body;
let app: RunningApp;

beforeEach(async () => {
  app = await startApp();
});

// Whatever was done to it: the next one is answered, and nothing was a surprise.
afterEach(async () => {
  expect((await send(`${app.url}/validate`, { body }, app.ca)).status).toBe(200);
  expect(app.log()).not.toContain('"level":"error"');
  await app.drain(0);
});

/** A connection without TLS. */
async function openTcp(): Promise<Socket> {
  const socket = connectTcp(app.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket.resume();
}

const trusting = (): ConnectionOptions => ({
  host: "127.0.0.1",
  port: app.port,
  ca: app.ca,
  servername: "localhost",
});

const record = (type: number, length: number, ...content: readonly number[]): Buffer =>
  Buffer.from([type, 3, 1, length >> 8, length & 0xff, ...content]);

test.for<[situation: string, bytes: Buffer]>([
  ["plain HTTP", Buffer.from(request)],
  ["noise", Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 151 + 89) % 256))],
  ["zeros", Buffer.alloc(4096)],
  ["a record of 64 KiB", record(22, 0xffff, ...Array<number>(100).fill(1))],
  ["a hello longer than its record", record(22, 4, 1, 0xff, 0xff, 0xff)],
  ["a hello without content", record(22, 4, 1, 0, 0, 0)],
  ["data before the handshake", record(23, 3, 1, 2, 3)],
  ["an alert", record(21, 2, 2, 40)],
  ["an unknown record", record(99, 1, 0)],
])("TLS garbage is cut off: $0", async ([, bytes]) => {
  const socket = await openTcp();
  socket.write(bytes);
  await once(socket, "close");
});

describe("a handshake that cannot succeed", () => {
  test.for<[situation: string, options: ConnectionOptions]>([
    ["TLS 1.1", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
    ["HTTP/2 alone", { ALPNProtocols: ["h2"] }],
    ["a cipher without encryption", { ciphers: "NULL:@SECLEVEL=0", maxVersion: "TLSv1.2" }],
  ])("%s", async ([, options]) => {
    const socket = connectTls({ ...trusting(), ...options });
    await expect(once(socket, "secureConnect")).rejects.toThrow();
  });
});

test("a client that renegotiates its TLS over and over is cut off", async () => {
  const accepted = once(app.server, "secureConnection") as Promise<[Socket]>;
  const socket = connectTls({ ...trusting(), maxVersion: "TLSv1.2" });
  socket.on("error", () => undefined);
  const [served] = await accepted;
  const closed = new Promise((resolve) => served.once("close", resolve));
  let count = 0;
  const again = (): void => {
    count++;
    socket.renegotiate({}, (error) => {
      if (error === null) again();
    });
  };
  again();
  await closed;
  expect(count).toBeLessThan(10);
  socket.destroy();
});

test("a client that has said all it wants to say still gets its answer", async () => {
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.end(request);
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"allowed":true/s);
});

test.for([0, 1, 100, request.length - 1])(
  "a client that ends after %i bytes leaves nothing behind",
  async (count) => {
    const { socket, closed } = await open(app.port, app.ca);
    socket.end(request.slice(0, count));
    await closed;
    await vi.waitFor(async () => {
      expect(await connectionsOf(app)).toBe(0);
    });
  },
);

test("twice as many connections as there may be, which say nothing, keep nobody out", async () => {
  const crowd: Socket[] = [];
  for (let i = 0; i < 2 * mostConnections; i += 64)
    crowd.push(...(await Promise.all(Array.from({ length: 64 }, openTcp))));
  expect((await send(`${app.url}/validate`, { body }, app.ca)).status).toBe(200);
  expect(await connectionsOf(app)).toBeLessThanOrEqual(mostConnections);
  for (const socket of crowd) socket.destroy();
});

test("a client that does not read its answers is cut off, one that is silent between two requests is not", async () => {
  const disks = Array.from({ length: 100 }, (_, i) => ({
    name: `${"x".repeat(300)}${i}`,
    disk: { bus: "none" },
  }));
  const long = reviewOf(vm({ spec: { template: { spec: { domain: { devices: { disks } } } } } }));
  const kept = await open(app.port, app.ca);
  kept.socket.write(request);
  await vi.waitFor(() => {
    expect(kept.received()).toMatch(/^HTTP\/1\.1 200 OK/);
  });
  const accepted = once(app.server, "secureConnection") as Promise<[Socket]>;
  const deaf = await open(app.port, app.ca);
  const [answering] = await accepted;
  deaf.socket.pause();
  // Until the system takes no more of them.
  while (answering.writableLength === 0) {
    deaf.socket.write(head({ "content-length": long.length }) + long);
    await sleep(20);
  }
  await once(answering, "close");
  kept.socket.write(request);
  await vi.waitFor(() => {
    expect(kept.received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
  deaf.socket.destroy();
  kept.socket.destroy();
}, 60_000);

function connectionsOf({ server }: RunningApp): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}
