import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { between } from "../../.ci/document-blocks.ts";
import { pinnedVersion } from "../cluster/build.ts";
import { isPassed, readReport, versionsReport, type Outcome, type Pair, type Tried } from "./report.ts";

/*
 * npm run versions [-- --write] [-- KUBERNETES/KUBEVIRT ...]: the corpus and what decides about machines, on clusters of
 * other versions, one after the other; without words on all of them. `--write` puts the table into the document, and saves
 * the results: those of versions that were not run stay as they are. Fails unless everything that was run passed.
 */

const root = join(import.meta.dirname, "..", "..");
const saved = join(import.meta.dirname, "results.json");
const document = join(root, "manifests", "README.md");
const suites = ["acceptance", "corpus", "corpus-injected", "secret-writes", "subresources", "instance"];

const pinned: Pair = {
  kubernetes: await pinnedVersion("kubernetes", "k8s.io/kubernetes"),
  kubevirt: await pinnedVersion("kubevirt", "kubevirt.io/kubevirt"),
};
/** The pinned versions, and every other with the pinned one of its counterpart: a difference is then that version's. */
const pairs: readonly Pair[] = [
  pinned,
  { ...pinned, kubernetes: "v1.36.1" },
  { ...pinned, kubernetes: "v1.30.14" },
  { ...pinned, kubevirt: "v1.7.0" },
  { ...pinned, kubevirt: "v1.6.0" },
];

const { values: flags, positionals: words } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const nameOf = ({ kubernetes, kubevirt }: Pair): string => `${kubernetes}/${kubevirt}`;
const unknown = words.filter((word) => !pairs.some((pair) => nameOf(pair) === word));
if (unknown.length > 0) {
  console.error(`no such versions: ${unknown.join(", ")}; there are ${pairs.map(nameOf).join(", ")}`);
  process.exit(2);
}

const earlier = JSON.parse(readFileSync(saved, "utf8")) as Readonly<Record<string, Outcome>>;
const chosen = pairs.filter((pair) => words.length === 0 || words.includes(nameOf(pair)));
const tried = chosen.map((pair): Tried => {
  console.log(`\n== ${nameOf(pair)}`);
  return { pair, outcome: tryPair(pair) };
});
const outcomes = {
  ...earlier,
  ...Object.fromEntries(tried.map(({ pair, outcome }) => [nameOf(pair), outcome])),
};
const text = versionsReport(
  suites,
  pairs.map((pair) => ({ pair, outcome: outcomes[nameOf(pair)] })),
);
console.log(`\n${text}`);
if (flags.write) {
  writeFileSync(saved, `${JSON.stringify(outcomes, undefined, 2)}\n`);
  writeFileSync(document, between(readFileSync(document, "utf8"), document, "versions", text));
}
if (!isPassed(suites, tried)) process.exitCode = 1;

/** Builds the programs of two versions, and runs every suite on a cluster of them. */
function tryPair(pair: Pair): Outcome {
  const env = {
    ...process.env,
    ...asked("KUBERNETES", pair.kubernetes),
    ...asked("KUBEVIRT", pair.kubevirt),
  };
  const run = (command: string, ...args: readonly string[]): boolean =>
    spawnSync(command, args, { cwd: root, env, stdio: "inherit" }).status === 0;
  if (!run("npm", "run", "-s", "cluster:build")) return { why: "not built" };
  const folder = mkdtempSync(join(tmpdir(), "vmgate-versions-"));
  try {
    const output = join(folder, "report.json");
    const files = suites.map((suite) => `test/cluster/${suite}.test.ts`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
    const config = join(".config", "vitest.config.ts");
    run("npx", "vitest", "run", "--config", config, "--project", "cluster", ...reporters, ...files);
    if (!existsSync(output)) return { why: "no cluster" };
    return { results: readReport(readFileSync(output, "utf8"), (file) => basename(file, ".test.ts")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A version that is not the pinned one is asked for by the environment. */
function asked(name: "KUBERNETES" | "KUBEVIRT", version: string): Record<string, string> {
  return Object.values(pinned).includes(version) ? {} : { [`VMGATE_${name}`]: version };
}
