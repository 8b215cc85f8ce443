import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readServeConfig } from "../../src/server/options.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const flags = { listen: "127.0.0.1:0", metricsListen: "127.0.0.1:0" };

test.for([
  ["is not there", undefined, "no such file"],
  ["is no YAML", "{", ""],
  ["names no cluster", "apiVersion: v1\nkind: Config\n", ""],
  [
    "names a context that it does not have",
    "current-context: x\nclusters: []\ncontexts: []\nusers: []\n",
    "no current context",
  ],
] as const)("a kubeconfig that %s keeps vmgate from starting", async ([, text, reason]) => {
  const kubeconfig = join(folder, "kubeconfig");
  rmSync(kubeconfig, { force: true });
  if (text !== undefined) writeFileSync(kubeconfig, text);
  const read = await readServeConfig({ ...flags, kubeconfig });
  if (!("problems" in read)) throw new Error("it started");
  expect(read.problems).toHaveLength(1);
  expect(read.problems[0]).toMatch(
    /^--kubeconfig: cannot read ".*" \(.+\): must be a kubeconfig; name another file/,
  );
  expect(read.problems[0]).toContain(reason);
});

test("outside of a pod and without a kubeconfig there is no API client", async () => {
  const read = await readServeConfig(flags);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  expect(read.config.api).toBeUndefined();
  read.config.policy.close();
});
