import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
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

const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as readonly {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
}[];

test.for(hooks)("the pre-commit hook $id runs on what it is given", ({ entry, files }) => {
  expect(new RegExp(files).test("vms/web.yaml")).toBe(true);
  expect(new RegExp(files).test("README.md")).toBe(false);
  const run = (file: string) => {
    copyFileSync(join(root, "test/examples", file), join(folder, file));
    const env = { PATH: `${join(folder, "bin")}:${outsidePath}` };
    return spawnSync("bash", ["-c", `${entry} "$@"`, "bash", file], { cwd: folder, env }).status;
  };
  expect(run("completed.yaml")).toBe(0);
  expect(run("refused.yaml")).toBe(1);
});

test("the GitHub Action builds vmgate, and reviews the paths with the flags that it is given", () => {
  const { inputs, runs } = parse(readFileSync(join(root, ".github/actions/review/action.yml"), "utf8")) as {
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly runs: {
      readonly steps: readonly { readonly run: string; readonly env?: Readonly<Record<string, string>> }[];
    };
  };
  const [build, review] = runs.steps;
  expect(build?.run).toContain("npm ci");
  expect(Object.values(review?.env ?? {})).toEqual(
    Object.keys(inputs).map((name) => `\${{ inputs.${name} }}`),
  );
  const run = (PATHS: string, FLAGS: string) =>
    spawnSync("bash", ["-euo", "pipefail", "-c", review?.run ?? ""], {
      cwd: root,
      env: {
        ...{ PATHS, FLAGS, POLICY: "manifests/policy/policy.yaml", PATH: outsidePath },
        GITHUB_ACTION_PATH: join(root, ".github/actions/review"),
      },
      encoding: "utf8",
    });
  expect(run("test/examples/refused.yaml", "")).toMatchObject({ status: 1 });
  const { status, stdout } = run("test/examples/refused.yaml test/examples/completed.yaml", "--quiet");
  expect(status).toBe(1);
  expect(stdout).toContain("::error file=test/examples/refused.yaml,");
});

test("under the name kubectl-vmgate it is kubectl's plugin, and says so", () => {
  const help = (name: string) =>
    spawnSync(join(folder, "bin", name), ["why", "--help"], { env: { PATH: outsidePath }, encoding: "utf8" })
      .stdout;
  expect(help("kubectl-vmgate")).toContain("Usage: kubectl vmgate why ");
  expect(help("vmgate")).toContain("Usage: vmgate why ");
});
