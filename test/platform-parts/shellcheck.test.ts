import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { shorten } from "../../.ci/injection-parts.ts";
import { debianPackages, describeSoftware } from "../user-data/guest-software/software.ts";

const folder = `${import.meta.dirname}/../../src/platform-parts`;

const scripts = (ending: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith(ending));
const shortened = (name: string): string => shorten(readFileSync(`${folder}/${name}`, "utf8"));

test.for(scripts(".sh"))("%s, shortened, is still a script to sh", (name) => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: shortened(name), encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.for(scripts(".ps1"))("%s is ASCII: PowerShell 5.1 reads other files as ANSI", (name) => {
  expect(shortened(name)).toMatch(/^[\n -~]+$/);
});

describeSoftware("shellcheck", debianPackages(["shellcheck"]), (root) => {
  test.for(scripts(".sh"))("%s", (name) => {
    const { status, stdout } = spawnSync(`${root}/usr/bin/shellcheck`, ["--shell=sh", `${folder}/${name}`], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
