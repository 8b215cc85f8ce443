import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { vm } from "../support/vm.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "vmgate-npm-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("through npm run, paths count from where one is", { timeout: 120_000 }, () => {
  writeFileSync(join(folder, "vm.yaml"), stringify(vm()));
  const args = ["--prefix", root, "run", "-s", "vmgate", "--", "review", "vm.yaml"];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^vm\.yaml:1: VirtualMachine shop\/web allowed\n/);
});
