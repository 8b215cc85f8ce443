import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";

test("the demo shows a refusal in five lines, what is filled in, and both parts of merged user data", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${import.meta.dirname}/demo.ts`]);
  expect(stdout.match(/^\* spec\..*: .*; .* \[[a-z-]+\]$/gm)).toHaveLength(5);
  expect(stdout).toContain('  /spec/template/spec/domain/cpu = {"cores":2,"sockets":1,"threads":1}');
  expect(stdout).toMatch(
    /1\. text\/cloud-config, \d+ bytes, the user's\n.*\d+ bytes, platform cloud-init \(vmgate\)/,
  );
}, 120_000);

test("a reader that has seen enough ends the demo well, and its server with it", async () => {
  const demo = spawn(process.execPath, [`${import.meta.dirname}/demo.ts`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  demo.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const [first] = (await once(demo.stdout, "data")) as [Buffer];
  demo.stdout.destroy();
  const [code] = (await once(demo, "exit")) as [number | null];
  expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(first.toString())?.[1]);
  await vi.waitFor(() => expect(isOpen(port)).resolves.toBe(false), { timeout: 60_000 });
}, 120_000);

/** Whether something listens on a port of this machine. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
