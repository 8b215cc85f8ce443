import { Agent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { head, open, startApp, type Connection, type RunningApp } from "../support/app.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const body = reviewOf(vm());
const request = head({ "content-length": body.length }) + body;
let app: RunningApp;

afterEach(() => app.drain(0));

const openMany = (count: number): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, () => open(app.port, app.ca)));

/** Opens one more, which waits for its answer. */
async function asked(): Promise<Connection> {
  const connection = await open(app.port, app.ca);
  connection.socket.write(request);
  await answers(connection, 1);
  return connection;
}

async function answers({ received }: Connection, count: number): Promise<void> {
  await vi.waitFor(
    () => {
      expect(received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(count);
    },
    { timeout: 20_000 },
  );
}

const isOpen = ({ socket }: Connection): boolean => !socket.closed;

test("no more connections are open than allowed, and the newest get their answers", async () => {
  app = await startApp({}, 8);
  const crowd = await openMany(4);
  for (let i = 0; i < 5; i++) crowd.push(...(await openMany(4)));
  await vi.waitFor(() => {
    expect(crowd.map(isOpen)).toEqual(crowd.map((_, i) => i >= 16));
  });
  await asked();
});

test("a crowd that asks nothing costs nobody who does a connection", async () => {
  app = await startApp({}, 8);
  const kept = [await asked(), await asked()];
  for (let i = 0; i < 10; i++) await openMany(4);
  for (const connection of kept) connection.socket.write(request);
  for (const connection of kept) await answers(connection, 2);
});

test("among those that have asked, the one that has been idle for longest goes", async () => {
  app = await startApp({}, 3);
  const [first, second, third] = [await asked(), await asked(), await asked()];
  first.socket.write(request);
  await answers(first, 2);
  const fourth = await asked();
  await second.closed;
  expect([first, third, fourth].map(isOpen)).toEqual([true, true, true]);
});

test("where all are in the middle of a request, the one that has been so for longest goes", async () => {
  app = await startApp({}, 3);
  const [first, ...others] = [await asked(), await asked(), await asked()];
  for (const connection of [first, ...others]) {
    connection.socket.write(request.slice(0, -1));
    await sleep(50);
  }
  await asked();
  await first.closed;
  for (const { socket } of others) socket.write(request.slice(-1));
  for (const connection of others) await answers(connection, 2);
});

test("a crowd that sends its bodies a byte at a time keeps nobody out", async () => {
  app = await startApp({}, 8);
  const crowd = await openMany(8);
  for (const { socket } of crowd) socket.write(request.slice(0, -1));
  await sleep(100);
  for (let i = 0; i < 8; i++) expect((await send(`${app.url}/validate`, { body }, app.ca)).status).toBe(200);
});

test("what never says anything or stops in its head goes; what has asked before stays", async () => {
  app = await startApp();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const asks = (): Promise<unknown> => send(`${app.url}/validate`, { body, agent }, app.ca);
  await asks();
  const [silent, slow, slowLater] = [
    await open(app.port, app.ca),
    await open(app.port, app.ca),
    await asked(),
  ];
  let dripped = 0;
  const drip = setInterval(() => {
    for (const { socket } of [slow, slowLater]) socket.write(request.charAt(dripped));
    dripped++;
  }, 1000);
  let connections = 0;
  app.server.on("secureConnection", () => connections++);
  await Promise.all([silent.closed, slow.closed, slowLater.closed]);
  clearInterval(drip);
  await asks();
  expect(connections).toBe(0);
  agent.destroy();
}, 60_000);
