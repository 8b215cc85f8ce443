import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { send } from "../support/server.ts";

const root = join(import.meta.dirname, "..", "..");
const main = join(root, "src", "main.ts");
const review = [main, "review", join(root, "test", "examples")];

/** The exit code of a process, and all that it says on standard error. */
async function ended(child: ChildProcess): Promise<{ code: unknown; complaints: string }> {
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const [code] = (await once(child, "close")) as [unknown];
  return { code, complaints };
}

test("a reader that closes the pipe changes nothing, and is not reported", async () => {
  const child = spawn(process.execPath, review, { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  expect(await ended(child)).toEqual({ code: 1, complaints: "" });
}, 120_000);

test.for<[command: string, args: readonly string[]]>([
  ["review", review],
  ["rules", [main, "rules"]],
  ["--help", [main, "--help"]],
])("what %s has to say and can't write is no success", { timeout: 120_000 }, async ([, args]) => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, args, { stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  expect(await ended(child)).toEqual({
    code: 2,
    complaints: "standard output: cannot be written (no space left on the device)\n",
  });
});

test("a log that can't be written does not stop the server", async () => {
  const [reviews, probes] = [await freePort(), await freePort()];
  const flags = [`--listen=127.0.0.1:${reviews}`, `--metrics-listen=127.0.0.1:${probes}`];
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [main, "serve", ...flags], { stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  const exit = once(child, "exit");
  const isAlive = async (): Promise<void> => {
    expect((await send(`http://127.0.0.1:${probes}/livez`, { method: "GET" })).text).toBe("ok\n");
  };
  await vi.waitFor(isAlive, { timeout: 60_000, interval: 100 });
  // A request that is no review is logged.
  await send(`https://127.0.0.1:${reviews}/`, {}, undefined).catch(() => undefined);
  await isAlive();
  child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
}, 120_000);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
