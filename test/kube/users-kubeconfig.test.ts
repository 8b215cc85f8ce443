import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openUsersApiClient } from "../../src/kube/api-client.ts";
import { runCommand } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-kubeconfig-"));
const home = join(folder, "home");
const file = (name: string): string => join(folder, name);

/** A kubeconfig of a context, whose namespace says which one was taken. */
const configOf = (name: string): string =>
  JSON.stringify({
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name, namespace: `of-${name}` } }],
    clusters: [{ name, cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name, user: {} }],
  });

beforeAll(() => {
  mkdirSync(join(home, ".kube"), { recursive: true });
  mkdirSync(file("empty"));
  writeFileSync(join(home, ".kube", "config"), configOf("home"));
  for (const name of ["one", "two"]) writeFileSync(file(name), configOf(name));
  writeFileSync(file("other-one"), configOf("one").replace("of-one", "of-another"));
  writeFileSync(file("parts"), configOf("parts").replace('"current-context":"parts",', ""));
  const half = { name: "half", context: { cluster: "one", user: "one", namespace: "of-half" } };
  writeFileSync(file("half"), JSON.stringify({ "current-context": "half", contexts: [half] }));
  writeFileSync(file("lost"), JSON.stringify({ "current-context": "lost" }));
  writeFileSync(file("rubbish"), "token: secret\n{");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.for<[what: string, flag: string | undefined, variable: string, home: string, namespace: string]>([
  ["the flag before all", "two", "one", home, "of-two"],
  ["the variable", undefined, "one", home, "of-one"],
  ["the first file of several", undefined, `one${delimiter}two`, home, "of-one"],
  ["the first that is there", undefined, `none${delimiter}two`, home, "of-two"],
  ["of one context in two files, the first", undefined, `one${delimiter}other-one`, home, "of-one"],
  ["the next file's, where the first names no context", undefined, `parts${delimiter}two`, home, "of-two"],
  ["a context of one file with the cluster of another", undefined, `half${delimiter}one`, home, "of-half"],
  ["that of the home folder", undefined, "", home, "of-home"],
])("the kubeconfig is %s", async ([, flag, variable, ofHome, namespace]) => {
  vi.stubEnv("KUBECONFIG", variable === "" ? "" : variable.split(delimiter).map(file).join(delimiter));
  vi.stubEnv("HOME", ofHome);
  const api = await openUsersApiClient(flag === undefined ? undefined : file(flag));
  expect(api?.namespace).toBe(namespace);
  api?.close();
});

test.for<[what: string, flags: readonly string[], variable: string, stderr: RegExp]>([
  ["there is none", [], "", /^--kubeconfig: must name a cluster; add it, or set KUBECONFIG\n$/],
  ["it is missing", ["--kubeconfig=/none"], "", /^--kubeconfig: cannot be read \(no such file\)\n$/],
  ["the variable's is missing", [], "none", /^--kubeconfig: cannot be read \(no such file\)\n$/],
  [
    "nobody answers",
    [],
    "one",
    /^the cluster could not be .*: the API server cannot be reached: ECONNREFUSED\n$/,
  ],
  [
    "its context is in no file",
    [],
    `lost${delimiter}FOLDER/two`,
    /^--kubeconfig: cannot be read \(it has no current context[^\n]+\)\n$/,
  ],
  ["it is no kubeconfig", [], "rubbish", /^--kubeconfig: cannot be read \([^\n]+\)\n$/],
])("of scan, why and userdata it is wrong use that %s", async ([, flags, variable, stderr]) => {
  vi.stubEnv("KUBECONFIG", variable === "" ? "" : file(variable.replace("FOLDER", folder)));
  vi.stubEnv("HOME", file("empty"));
  for (const args of [["scan"], ["why", "vm/web"], ["userdata", "vm/web"]]) {
    const ran = await runCommand([...args, ...flags]);
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([2, "", expect.stringMatching(stderr)]);
    expect(ran.stderr).not.toContain("secret");
  }
});
