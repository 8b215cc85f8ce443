import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outsidePath } from "../support/outside.ts";

const preflight = join(import.meta.dirname, "..", "..", ".ci", "preflight.js");

test("a script that finds an old Node ends with one line that says how to get the right one", () => {
  const env = { PATH: outsidePath };
  const version = spawnSync("node", ["--version"], { env, encoding: "utf8" }).stdout;
  const { status, stdout, stderr } = spawnSync("node", [preflight], { env, encoding: "utf8" });
  const isOld = Number(/\d+/.exec(version)?.[0]) < 24;
  const complaint =
    /^Node 24 is missing \(found v\d+\.\d+\.\d+\): .*; run "npm ci --ignore-scripts=false"\n$/;
  expect({ status, stdout }).toEqual({ status: isOld ? 1 : 0, stdout: "" });
  expect(stderr).toMatch(isOld ? complaint : /^$/);
});

test("on the Node that npm installs it says nothing", () => {
  const { status, stderr } = spawnSync(process.execPath, [preflight], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
