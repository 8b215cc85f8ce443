import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildBundle } from "../../.ci/build.ts";
import { buildPlayground } from "../../.ci/playground.ts";
import { runCommand } from "../support/command.ts";
import { run } from "../support/program.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-playground-"));
let built = "";
beforeAll(async () => {
  await buildBundle(folder);
  built = await buildPlayground(folder);
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the page is small enough to be loaded at once, and the build says how small", () => {
  const [, size = "", compressed = ""] =
    /^playground\.html: (\d+) KiB, (\d+) KiB compressed$/.exec(built) ?? [];
  expect(Number(size)).toBeGreaterThan(100);
  expect(Number(size)).toBeLessThan(1000);
  expect(Number(compressed)).toBeLessThan(320);
});

test("the page names no other place, and is the same on every build", async () => {
  const page = readFileSync(join(folder, "playground.html"), "utf8");
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:link|img|iframe|script) [^>]*(?:src|href)=/);
  expect(page).not.toContain(process.cwd());
  await buildPlayground(folder);
  expect(readFileSync(join(folder, "playground.html"), "utf8")).toBe(page);
});

test("the bundle serves it on loopback until SIGINT", async () => {
  const program = run(join(folder, "vmgate.js"), "playground", "--port", "0");
  const [url = ""] = await program.says(/http:\/\/127\.0\.0\.1:\d+\//);
  const page = await fetch(url);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await page.text()).toBe(readFileSync(join(folder, "playground.html"), "utf8"));
  expect((await fetch(`${url}?x=1`, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${url}package.json`)).status).toBe(404);
  expect((await fetch(`${url}../../etc/passwd`)).status).toBe(404);
  const posted = await fetch(url, { method: "POST", body: "x" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const taken = run(join(folder, "vmgate.js"), "playground", "--port", new URL(url).port);
  expect(await taken.ended).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("can't be used") as string,
  });
  program.kill("SIGINT");
  expect(await program.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
}, 60_000);

test.for(["x", "-1", "65536", "1e3", ""])("--port %j is wrong use", async (port) => {
  const { code, stdout, stderr } = await runCommand(["playground", `--port=${port}`]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("It must be a port");
});
