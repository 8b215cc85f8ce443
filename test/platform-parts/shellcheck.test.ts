import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as scripts from "../../src/platform-parts/scripts.ts";
import { debianPackages, describeSoftware } from "../user-data/guest-software/software.ts";

const folder = `${import.meta.dirname}/../../src/platform-parts`;

test.for(["boothook", "reread", "resolver"] as const)("%s, shortened, is still a script to sh", (name) => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: scripts[name], encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("the Windows scripts are ASCII: PowerShell 5.1 reads other files as ANSI", () => {
  for (const text of [scripts.windowsBoot, scripts.windowsDns, scripts.windowsTrust]) {
    expect(text).toMatch(/^[\n -~]+$/);
  }
});

describeSoftware("shellcheck", debianPackages(["shellcheck"]), (root) => {
  test.for(readdirSync(folder).filter((name) => name.endsWith(".sh")))("%s", (name) => {
    const { status, stdout } = spawnSync(`${root}/usr/bin/shellcheck`, ["--shell=sh", `${folder}/${name}`], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
