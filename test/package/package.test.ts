import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { outsidePath } from "../support/outside.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "vmgate-package-"));
const modules = join(folder, "lib", "node_modules");

// As a user does it, and without the network: what vmgate needs is in the package.
beforeAll(() => {
  mkdirSync(join(folder, "packed"));
  npm("pack", "--pack-destination", join(folder, "packed"));
  const [file = ""] = readdirSync(join(folder, "packed"));
  npm("install", "--global", "--offline", "--prefix", folder, join(folder, "packed", file));
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function npm(...args: readonly string[]): void {
  const settings = {
    npm_config_cache: join(folder, "cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
  const { status, stderr } = spawnSync("npm", args, {
    cwd: root,
    env: { ...process.env, ...settings },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")}: ${stderr}`);
}

test("the package is the bundle and the rules' pages, beside what npm always packs", () => {
  const installed = join(modules, "vmgate");
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(installed, name)).isFile())
    .sort();
  const pages = readdirSync(join(root, "src/rules/pages")).map((name) => `src/rules/pages/${name}`);
  const always = ["LICENSE", "README.md", "package.json"];
  const bundle = readdirSync(join(root, "dist")).map((name) => `dist/${name}`);
  expect(bundle).toContain("dist/vmgate.js");
  expect(files).toEqual([...always, ...bundle, ...pages].sort());
});

test("no other package is installed beside it: the bundle holds what it needs", () => {
  expect(readdirSync(modules).filter((name) => !name.startsWith("."))).toEqual(["vmgate"]);
});

test("the installed command reviews as the sources do, on the Node outside", async () => {
  const { status, stdout, stderr } = spawnSync(join(folder, "bin", "vmgate"), ["review", "test/examples"], {
    cwd: root,
    env: { PATH: outsidePath },
    encoding: "utf8",
  });
  const fromSources = await runCommand(["review", join(root, "test/examples")]);
  expect({ status, stdout, stderr }).toEqual({
    status: fromSources.code,
    stdout: fromSources.stdout.replaceAll(`${root}/`, ""),
    stderr: "",
  });
}, 120_000);
