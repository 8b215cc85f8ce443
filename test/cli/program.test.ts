import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { buildBundle } from "../../.ci/build.ts";
import { run, type Program } from "../support/program.ts";
import { send } from "../support/server.ts";

// Far from node_modules: the bundle has to carry everything it needs.
const folder = mkdtempSync(join(tmpdir(), "vmgate-bundle-"));
const bundle = join(folder, "vmgate.js");

beforeAll(async () => {
  // As package.json does beside the bundle that ships.
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  await buildBundle(folder);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test("the bundle is a few megabytes, and a review loads neither the server nor the other commands", () => {
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(5 * 1024 * 1024);
  const started = importsOf("vmgate.js").map((name) => readFileSync(join(folder, name), "utf8"));
  expect(started.join("")).toContain("Review manifests");
  expect(started.join("")).not.toMatch(/node_modules\/(express|pino|prom-client|@kubernetes|diff)\//);
  expect(started.join("")).not.toMatch(/^\/\/ src\/(server|cli\/(fix|render|scan|report-page))\//m);
  // Each is ten milliseconds of every run.
  expect(started.join("")).not.toMatch(/"node:(crypto|util|child_process|worker_threads)";$/m);
});

test("Node's http is not imported, with which Node would load another HTTP client", () => {
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  expect(all.join("")).toContain('require("node:http")');
  expect(all.join("")).not.toMatch(/^(import|export) .*"(node:)?http";$/m);
});

/** The files of the bundle that are loaded with this one. */
function importsOf(file: string, seen: readonly string[] = [file]): readonly string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return [...text.matchAll(/^(?:import|export)\b[^"']*?["']\.\/(vmgate-[^"']+)["'];$/gm)]
    .map(([, name = ""]) => name)
    .reduce((known, name) => (known.includes(name) ? known : importsOf(name, [...known, name])), seen);
}

const programs = [
  ["from the sources", join(import.meta.dirname, "..", "..", "src", "main.ts")],
  ["bundled", bundle],
] as const;

describe.for(programs)("vmgate %s", { timeout: 30_000 }, ([, file]) => {
  const serve = (...flags: string[]): Program =>
    run(file, "serve", "--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0", ...flags);

  test("--help names the commands", async () => {
    const { code, stdout, stderr } = await run(file, "--help").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: vmgate /);
    expect(stdout).toMatch(/^ {2}serve /m);
  });

  test("--version is the package's", async () => {
    const { code, stdout } = await run(file, "--version").ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${packageJson.version}\n` });
  });

  test.for<[situation: string, args: readonly string[], complaint: RegExp]>([
    ["no command", [], /^Usage: vmgate/],
    ["a command that is none", ["server"], /unknown command 'server'\n\(Did you mean serve\?\)/],
    [
      "a flag that is none",
      ["serve", "--lissen", ":1"],
      /unknown option '--lissen'\n\(Did you mean --listen\?\)/,
    ],
    ["an argument too many", ["serve", "now"], /too many arguments/],
  ])("%s is wrong use", async ([, args, complaint]) => {
    const { code, stdout, stderr } = await run(file, ...args).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(complaint);
  });

  test.for(["SIGTERM", "SIGINT"] as const)("serves until %s, and ends well", async (signal) => {
    const vmgate = serve();
    const [, metrics = ""] = await vmgate.says(/"metrics":"(http:[^"]+)".*"msg":"ready"/);
    expect((await send(`${metrics}/livez`, { method: "GET" })).text).toBe("ok\n");
    vmgate.kill(signal);
    const { code, stdout, stderr } = await vmgate.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`"signal":"${signal}","msg":"stopping"}\n.*"msg":"stopped"}\n$`));
  });

  test("everything that keeps it from starting is reported at once", async () => {
    const missing = join(folder, "missing");
    const flags = [
      "--listen=nowhere",
      "--metrics-listen=:65536",
      `--tls-cert=${missing}`,
      `--policy=${missing}`,
    ];
    const { code, stdout, stderr } = await run(file, "serve", ...flags).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(
        /^--listen: "nowhere": must be HOST:PORT, .*; use for example 127\.0\.0\.1:9443$/,
      ),
      expect.stringMatching(
        /^--metrics-listen: ":65536": must be HOST:PORT, .*; use for example 127\.0\.0\.1:9090$/,
      ),
      expect.stringMatching(/^--tls-key: must be set together with --tls-cert; add --tls-key, /),
      expect.stringContaining(`${missing}: cannot be read (no such file)`),
    ]);
  });
});
