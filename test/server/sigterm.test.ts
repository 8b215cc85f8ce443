import { Agent } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { run } from "../support/program.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
const body = reviewOf(vm());

test.for([0, 50, 200, 1000])(
  "of 16 clients that ask %i ms after each answer, none sees a request fail when vmgate gets SIGTERM",
  { timeout: 120_000 },
  async (pauseMs) => {
    const vmgate = run(main, "serve", "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0");
    const [, url = "", ca = ""] = await vmgate.says(/"reviews":"([^"]+)".*"caBundle":"([^"]+)"/);
    const answered = Array.from({ length: 16 }, () => 0);
    /** Asks over one kept connection until an answer closes it; why it failed, if it did. */
    const client = async (_: number, i: number): Promise<string> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (;;) {
          const { status, headers } = await send(
            `${url}/validate`,
            { body, agent },
            Buffer.from(ca, "base64").toString(),
          );
          if (status !== 200) return `status ${status}`;
          answered[i] = (answered[i] ?? 0) + 1;
          if (headers["connection"] === "close") return "closed by an answer";
          await sleep(pauseMs);
        }
      } catch (error) {
        return String(error);
      } finally {
        agent.destroy();
      }
    };
    const clients = answered.map(client);
    // A connection that the kernel has, and vmgate has not accepted yet, is not kept: closing the listener resets it.
    while (answered.some((count) => count < 2)) await sleep(10);
    vmgate.kill("SIGTERM");
    expect(await Promise.all(clients)).toEqual(clients.map(() => "closed by an answer"));
    expect((await vmgate.ended).code).toBe(0);
  },
);
