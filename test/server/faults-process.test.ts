import { once } from "node:events";
import { Agent } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { head, open } from "../support/app.ts";
import { run, type Program } from "../support/program.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
const uid = "7c1f9f0e-0000-4000-8000-000000000001";
const body = reviewOf(vm());

/** Runs vmgate, and gives where it listens and the authority of its certificate. */
async function start(listen = "127.0.0.1:0"): Promise<{ vmgate: Program; url: string; ca: string }> {
  const vmgate = run(main, "serve", `--listen=${listen}`, "--metrics-listen=127.0.0.1:0");
  const [, url = "", ca = ""] = await vmgate.says(/"reviews":"([^"]+)".*"caBundle":"([^"]+)"/);
  return { vmgate, url, ca: Buffer.from(ca, "base64").toString() };
}

test("killed under load, it leaves no half of an answer, and its successor takes the same port at once", async () => {
  const { vmgate, url, ca } = await start();
  const answers: string[] = [];
  /** Asks until the connection fails. */
  const client = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) answers.push((await send(`${url}/validate`, { body, agent }, ca)).text);
    } catch {
      agent.destroy();
    }
  };
  const clients = Array.from({ length: 16 }, client);
  while (answers.length < 100) await sleep(10);
  vmgate.kill("SIGKILL");
  await Promise.all(clients);
  expect((await vmgate.ended).signal).toBe("SIGKILL");
  for (const answer of answers)
    expect(JSON.parse(answer)).toMatchObject({ response: { uid, allowed: true } });

  const next = await start(new URL(url).host);
  expect(next.url).toBe(url);
  expect((await send(`${url}/validate`, { body }, next.ca)).status).toBe(200);
  next.vmgate.kill("SIGTERM");
  expect((await next.vmgate.ended).code).toBe(0);
});

test("asked to end, it does so whatever its clients hold open", async () => {
  const { vmgate, url, ca } = await start();
  const port = Number(new URL(url).port);
  const silent = connect(port, "127.0.0.1");
  silent.on("error", () => undefined);
  await once(silent, "connect");
  const held = await Promise.all(
    ["POST /val", head({ "content-length": 100 }), "\r\n"].map(async (text) => {
      const connection = await open(port, ca);
      connection.socket.write(text);
      return connection;
    }),
  );
  // Never reads an answer.
  const deaf = await open(port, ca);
  deaf.socket.pause();
  deaf.socket.write((head({ "content-length": body.length }) + body).repeat(100));
  expect((await send(`${url}/validate`, { body }, ca)).status).toBe(200);
  vmgate.kill("SIGTERM");
  const { code, stdout } = await vmgate.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"msg":"stopped"');
  await Promise.all(held.map(({ closed }) => closed));
  deaf.socket.destroy();
  silent.destroy();
});
