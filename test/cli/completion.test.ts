import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { runCommand } from "../support/command.ts";

/** What bash offers for a line; the last word is the one that is being written. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout: script } = await runCommand(["completion", "bash"]);
  expect(code).toBe(0);
  const call = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vmgate; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["--norc", "-c", `${script}\n${call}`, "bash", "vmgate", ...words];
  const { stdout, stderr } = spawnSync("bash", args, { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

test("bash completes every command that --help lists", async () => {
  const { stdout } = await runCommand(["--help"]);
  const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(listed).toContain("review");
  expect(await offered("")).toEqual(expect.arrayContaining(listed));
  expect(await offered("rev")).toEqual(["review"]);
});

test("bash completes the flags of a command, and their values", async () => {
  const { stdout } = await runCommand(["review", "--help"]);
  const flags = [...new Set(stdout.match(/--[a-z-]+/g))];
  expect(await offered("review", "--")).toEqual(expect.arrayContaining(flags));
  expect(await offered("review", "--format", "s")).toEqual(["sarif"]);
  expect(await offered("review", "vm.yaml", "--fields", "")).toEqual(["ignore", "warn", "strict"]);
  expect(await offered("completion", "z")).toEqual(["zsh"]);
});

test("a file's name is left to bash, and an unknown command has nothing", async () => {
  expect(await offered("review", "vm.y")).toEqual([]);
  expect(await offered("nothing", "")).toEqual([]);
});

test("zsh and fish have the same commands and flags", async () => {
  const bash = (await runCommand(["completion", "bash"])).stdout;
  const zsh = (await runCommand(["completion", "zsh"])).stdout;
  expect(zsh).toContain("autoload -Uz +X bashcompinit && bashcompinit\n");
  expect(zsh.split("\n").slice(2)).toEqual(bash.split("\n").slice(1));
  const fish = (await runCommand(["completion", "fish"])).stdout;
  expect(fish).toContain("-n __fish_use_subcommand -a review -d 'Review manifests");
  expect(fish).toContain("'__fish_seen_subcommand_from review' -l fields -x -a 'ignore warn strict' -d ");
  expect(fish).toContain("'__fish_seen_subcommand_from completion' -a zsh\n");
});

test("another shell is wrong use", async () => {
  expect(await runCommand(["completion", "csh"])).toMatchObject({ code: 2, stdout: "" });
});
