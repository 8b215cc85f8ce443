import { Agent } from "node:https";
import { connect } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { head, open, startApp, type RunningApp } from "../support/app.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const body = reviewOf(vm());
const aWhile = 20_000;
let app: RunningApp;

afterEach(() => app.drain(0));

/** How long something takes, in milliseconds. */
async function timed(promise: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await promise;
  return performance.now() - start;
}

test("an open request is answered to its end, and its connection closed", async () => {
  app = await startApp();
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.write(head({ "content-length": body.length }) + body.slice(0, 100));
  await vi.waitFor(() => {
    expect(socket.bytesWritten).toBeGreaterThan(100);
  });
  const drained = app.drain(aWhile);
  await expect(send(`${app.url}/validate`, { body }, app.ca)).rejects.toThrow("ECONNREFUSED");

  socket.write(body.slice(100));
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"allowed":true/s);
  expect(await timed(drained)).toBeLessThan(aWhile / 2);
});

test("connections without a request, used before or not, are kept for a while and closed before the deadline", async () => {
  app = await startApp();
  const agent = new Agent({ keepAlive: true });
  await send(`${app.url}/validate`, { body, agent }, app.ca);
  const [asking, silent] = [await open(app.port, app.ca), await open(app.port, app.ca)];
  const drained = timed(app.drain(aWhile));
  const { status, headers } = await send(`${app.url}/validate`, { body, agent }, app.ca);
  expect({ status, connection: headers["connection"] }).toEqual({ status: 200, connection: "close" });
  asking.socket.write(head({ "content-length": body.length }) + body);
  await asking.closed;
  expect(asking.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(asking.received()).toMatch(/^connection: close\r$/im);
  expect(await drained).toBeLessThan(aWhile);
  await silent.closed;
  agent.destroy();
});

test("a request that comes while another one drains is answered, and is the last on its connection", async () => {
  app = await startApp();
  const slow = await open(app.port, app.ca);
  slow.socket.write(head({ "content-length": body.length }) + body.slice(0, 100));
  const pipelined = await open(app.port, app.ca);
  const request = head({ "content-length": body.length }) + body;
  pipelined.socket.write(request.slice(0, -1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const drained = app.drain(aWhile);
  pipelined.socket.write(request.slice(-1) + request);
  await vi.waitFor(() => {
    expect(pipelined.received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
  await pipelined.closed;
  expect(pipelined.received().match(/^connection: close\r$/gim)).toHaveLength(1);
  slow.socket.write(body.slice(100));
  await drained;
});

test("what is still open at the deadline is cut, a handshake included", async () => {
  app = await startApp();
  const stuck = await open(app.port, app.ca);
  stuck.socket.write(head({ "content-length": body.length }));
  const silent = connect(app.port, "127.0.0.1");
  silent.on("error", () => undefined);
  await new Promise((resolve) => silent.once("connect", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const took = await timed(app.drain(300));
  expect(took).toBeGreaterThan(250);
  expect(took).toBeLessThan(aWhile / 2);
  await stuck.closed;
  expect(stuck.received()).toBe("");
});

test("closing a server that is closing is harmless", async () => {
  app = await startApp();
  await Promise.all([app.drain(aWhile), app.drain(aWhile)]);
});
