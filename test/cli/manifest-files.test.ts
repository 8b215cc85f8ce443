import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { ignoreNothing } from "../../src/cli/ignore/ignored.ts";
import { reviewFiles } from "../../src/cli/review/review-files.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { today } from "../support/review.ts";
import { vm } from "../support/vm.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-files-"));
const path = (name: string): string => join(folder, name);
const good = stringify(vm());
const options = {
  engine: createEngine(defaultPolicy),
  namespace: "default",
  now: today,
  old: new Map<string, unknown>(),
  fields: "strict" as const,
  ignore: ignoreNothing,
  readStdin: () => Promise.resolve(Uint8Array.of(0xff)),
};

beforeAll(() => {
  chmodSync(folder, 0o755);
  writeFileSync(path("a.yaml"), good);
  symlinkSync("nowhere", path("broken.yaml"));
  symlinkSync("circle.yaml", path("circle.yaml"));
  symlinkSync(".", path("here"));
  symlinkSync("z.yaml", path("link.yaml"));
  spawnSync("mkfifo", [path("pipe.yaml")]);
  writeFileSync(path("utf16.yaml"), Buffer.from(`\ufeff${good}`, "utf16le"));
  writeFileSync(path("utf16be.yaml"), Buffer.from(`\ufeff${good}`, "utf16le").swap16());
  writeFileSync(path("utf8.yaml"), `\ufeff${good}`);
  writeFileSync(path("large.yaml"), good);
  truncateSync(path("large.yaml"), 16 * 1024 * 1024 + 1);
  writeFileSync(path("locked.yaml"), good);
  chmodSync(path("locked.yaml"), 0o000);
  mkdirSync(path("closed"));
  chmodSync(path("closed"), 0o000);
  mkdirSync(path("folder.yaml"));
  writeFileSync(path("folder.yaml/b.yaml"), good);
  writeFileSync(path("z.yaml"), good);
});
afterAll(() => {
  chmodSync(path("closed"), 0o700);
  rmSync(folder, { recursive: true });
});

/** As somebody to whom files can be closed: to root none are. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

test("what can't be read in a folder is named with the reason, and the rest is reviewed", async () => {
  const { results } = await asNobody(() => reviewFiles([folder], options));
  const found = results.map(({ file, verdict, problems: [problem] }) => [
    file.slice(folder.length + 1),
    verdict === "unreadable" ? problem?.summary : verdict,
  ]);
  expect(found).toEqual([
    ["a.yaml", "allowed"],
    ["broken.yaml", "cannot be read (no such file)"],
    ["circle.yaml", "cannot be read (ELOOP)"],
    ["closed", "cannot be read (permission denied)"],
    ["folder.yaml/b.yaml", "allowed"],
    ["large.yaml", "cannot be read (over 16 MiB)"],
    ["locked.yaml", "cannot be read (permission denied)"],
    ["pipe.yaml", "cannot be read (not a regular file)"],
    ["utf16.yaml", "allowed"],
    ["utf16be.yaml", "allowed"],
    ["utf8.yaml", "allowed"],
    ["z.yaml", "allowed"],
  ]);
});

test("a file that is named, and standard input, are read in the same way", async () => {
  const { results } = await reviewFiles([path("utf16.yaml"), path("large.yaml"), "-"], options);
  expect(results.map(({ problems }) => problems.map(({ summary }) => summary))).toEqual([
    [],
    ["cannot be read (over 16 MiB)"],
    ["cannot be read (neither UTF-8 nor UTF-16 with a byte order mark)"],
  ]);
});
