import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entriesBelow } from "../../../src/cli/folder.ts";
import { matchesList } from "../../../src/cli/ignore/glob.ts";
import { reviewFiles } from "../../../src/cli/review/review-files.ts";
import { text } from "../../../src/cli/review/formats/text.ts";
import { plain } from "../../../src/cli/style.ts";
import { createEngine } from "../../../src/admission/engine.ts";
import { defaultPolicy } from "../../../src/policy/policy.ts";
import { today } from "../../support/review.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-ignore-"));
const files = [
  ...["a.yaml", "b.yaml", "sub/a.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/c.yaml", "x y .yaml"],
  ...[
    "build/a.yaml",
    "sub/build/a.yaml",
    "!a.yaml",
    "#a.yaml",
    "[a].yaml",
    "a*.yaml",
    "ab/cd/ef/g.yaml",
    "é1.yaml",
  ],
];

beforeAll(() => {
  expect(spawnSync("git", ["init", "-q", folder]).status).toBe(0);
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), "a: 1\n");
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What git itself does not ignore of all files. */
function keptByGit(): readonly string[] {
  const args = ["-C", folder, "-c", "core.quotePath=false", "-c", "core.excludesFile=", "ls-files", "-z"];
  const { stdout } = spawnSync("git", [...args, "--others", "--exclude-standard"], { encoding: "utf8" });
  return stdout
    .split("\0")
    .filter((name) => name.endsWith(".yaml"))
    .sort();
}

async function keptByUs(): Promise<readonly string[]> {
  const entries = await entriesBelow(folder, { exclude: [], useGitignore: true });
  const kept = entries.filter(({ leftOut }) => leftOut === undefined);
  return kept.map(({ file }) => file.slice(folder.length + 1)).sort();
}

test.for<[pattern: string, nested?: string]>([
  ["a.yaml"],
  ["/a.yaml"],
  ["sub/a.yaml"],
  ["sub/*.yaml"],
  ["*/a.yaml"],
  ["**/a.yaml"],
  ["sub/**"],
  ["sub/**/a.yaml"],
  ["build/"],
  ["build"],
  ["/build/"],
  ["a.yaml/"],
  ["*.yaml\n!b.yaml"],
  ["sub\n!sub/a.yaml"],
  ["sub/*\n!sub/a.yaml"],
  ["# a.yaml"],
  ["\\#a.yaml"],
  ["\\!a.yaml"],
  ["!a.yaml"],
  ["[a].yaml"],
  ["\\[a].yaml"],
  ["[!a].yaml"],
  ["[^a].yaml"],
  ["[a-b].yaml"],
  ["[]a].yaml"],
  ["[a.yaml"],
  ["?.yaml"],
  ["??.yaml"],
  ["a\\*.yaml"],
  ["a*.yaml"],
  ["x y .yaml"],
  ["a.yaml   "],
  ["x y .yaml\\ "],
  ["ab/**/g.yaml"],
  ["ab/**/**/g.yaml"],
  ["**/ef"],
  ["**"],
  ["*"],
  ["/"],
  ["/*"],
  ["//"],
  ["*.yaml\r\n"],
  ["é?.yaml"],
  ["[é]1.yaml"],
  ["sub/d*p/"],
  ["*.yaml", "!a.yaml"],
  ["a.yaml", "b.yaml\n/deep"],
  ["sub/", "!a.yaml"],
  ["**/", ""],
  ["ab/*/ef/"],
  ["a\\"],
  ["[a-]*.yaml"],
  ["*a*"],
  ["*.y*a*m*l"],
])("as git ignores %j, and in a folder %j", async ([pattern, nested = ""]) => {
  writeFileSync(join(folder, ".gitignore"), pattern);
  writeFileSync(join(folder, "sub/.gitignore"), nested);
  const wanted = keptByGit();
  expect(await keptByUs()).toEqual(wanted);
});

test("files above count up to the root of the repository", async () => {
  writeFileSync(join(folder, ".gitignore"), "/sub/a.yaml\nc.yaml\n");
  writeFileSync(join(folder, "sub/.gitignore"), "");
  const entries = await entriesBelow(join(folder, "sub"), { exclude: [], useGitignore: true });
  expect(entries.map(({ file, leftOut }) => [file.slice(folder.length + 5), leftOut?.reason])).toEqual([
    ["a.yaml", "ignored by .gitignore"],
    ["b.yaml", undefined],
    ["build/a.yaml", undefined],
    ["deep/a.yaml", undefined],
    ["deep/c.yaml", "ignored by .gitignore"],
  ]);
});

test("what is left out is counted by reason; a file that is named never is", async () => {
  writeFileSync(join(folder, ".gitignore"), "a.yaml\n!/a.yaml\n/build/\n");
  const review = (path: string, exclude: readonly string[], useGitignore: boolean) =>
    reviewFiles([path], {
      engine: createEngine(defaultPolicy),
      namespace: "default",
      now: today,
      old: new Map<string, unknown>(),
      fields: "strict" as const,
      ignore: { exclude, useGitignore },
      readStdin: () => Promise.resolve(new Uint8Array()),
    });
  const skipped = async (...args: Parameters<typeof review>) =>
    text(await review(...args), plain)
      .split("\n")
      .filter((line) => line.startsWith("skipped"));
  expect(await skipped(folder, [`sub/`, "b.yaml"], true)).toEqual([
    "skipped: 8 without a kind",
    "skipped: 1 file, 1 folder: excluded by --exclude",
    "skipped: 1 folder: ignored by .gitignore",
  ]);
  expect(await skipped(folder, [], false)).toEqual([`skipped: ${files.length} without a kind`]);
  expect(await skipped(join(folder, "build/a.yaml"), ["a.yaml"], true)).toEqual([
    "skipped: 1 without a kind",
  ]);
});

test.for([50, 100])("a pattern of %i stars takes no more steps than both lengths multiplied", (n) => {
  const patterns = [...Array.from({ length: n }, () => ["*", "a"]).flat(), "b"];
  const items = Array.from({ length: 2 * n }, () => "a");
  let steps = 0;
  const isMatch = matchesList(patterns, items, "*", (pattern, item) => {
    steps++;
    return pattern === item;
  });
  expect(isMatch).toBe(false);
  expect(steps).toBeGreaterThan(0);
  expect(steps).toBeLessThan(patterns.length * items.length);
});
