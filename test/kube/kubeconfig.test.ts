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

const mode = '--certs: "both": must be self or files; omit the flag for the default';
const label = "must be a DNS label of at most 63 characters; use for example vmgate";
test.for<[what: string, given: object, problems: readonly string[]]>([
  ["an unknown mode", { certs: "both" }, [mode]],
  [
    "its own certificate without a cluster",
    { certs: "self" },
    ["--certs: self: must be used in a cluster; add --kubeconfig, or omit the flag"],
  ],
  [
    "files that are not named",
    { certs: "files" },
    ["--certs: files: must be set together with --tls-cert; add --tls-cert and --tls-key"],
  ],
  ["a name that is none", { name: "a.b" }, [`--name: "a.b": ${label}`]],
  [
    "names that lead elsewhere",
    { name: "../x", namespace: "" },
    [`--name: "../x": ${label}`, `--namespace: "": ${label}`],
  ],
])("%s is refused", async ([, given, problems]) => {
  expect(await readServeConfig({ ...flags, ...given })).toEqual({ problems });
});

test("the names are vmgate's own by default", async () => {
  for (const [given, names] of [
    [{}, { name: "vmgate", namespace: "vmgate" }],
    [
      { name: "gate", namespace: "platform" },
      { name: "gate", namespace: "platform" },
    ],
  ] as const) {
    const read = await readServeConfig({ ...flags, ...given });
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    expect(read.config.names).toEqual(names);
    read.config.policy.close();
  }
});
