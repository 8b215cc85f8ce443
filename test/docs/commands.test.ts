import { expect, test } from "vitest";
import { cli } from "../../src/cli.ts";
import { formats } from "../../src/cli/review/formats/index.ts";
import { mostCharacters, mostValues } from "../../src/admission/size.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { reviewLimits } from "../../src/server/request-body.ts";
import { inlineBudget, largestBudget } from "../../src/user-data/budget.ts";
import { filesEnding, read } from "./tree.ts";

/** All documents written by hand, as one text. */
const documents = filesEnding(".md")
  .filter((path) => !path.startsWith("src/rules/pages/"))
  .map(read)
  .join("\n");
const { scripts } = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What `vmgate COMMAND --help` prints, on one line. */
async function help(command: string): Promise<string> {
  let text = "";
  const write = (part: string): unknown => (text += part);
  const io = {
    stdout: { write },
    stderr: { write },
    readStdin: () => Promise.resolve(new Uint8Array()),
    untilStopped: () => Promise.resolve(""),
  };
  await cli([command, "--help"], io);
  return text.replaceAll(/\s+/g, " ");
}

test("every npm script that a document names exists", () => {
  const named = [...documents.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("every flag that a document names is a flag of the command on the same line", async () => {
  const uses = [
    ...documents.matchAll(
      /\bvmgate (?:-- )?(serve|review|fix|render|rules|explain|userdata|schema|scan|why|webhooks|completion|playground)\b([^\n`]*)/g,
    ),
  ];
  expect(uses.length).toBeGreaterThan(5);
  for (const [, command = "", rest = ""] of uses) {
    const known = await help(command);
    for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(known, `${command} ${flag}`).toContain(flag);
  }
});

test("src/cli/README.md names every flag of every command that works without a cluster", async () => {
  const readme = read("src/cli/README.md");
  for (const command of [
    "review",
    "fix",
    "render",
    "rules",
    "explain",
    "userdata",
    "schema",
    "webhooks",
    "playground",
  ]) {
    const flags = (await help(command)).match(/--[a-z-]+(?=[ ,]| <)/g) ?? [];
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags.filter((name) => name !== "--help")) expect(readme, command).toContain(flag);
  }
});

test("src/cli/README.md has a row for each output format of review", () => {
  const rows = [...read("src/cli/README.md").matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(formats));
});

test("the addresses in manifests/README.md are the defaults of serve", async () => {
  const known = await help("serve");
  for (const address of ["127.0.0.1:9443", "127.0.0.1:9090"]) {
    expect(read("manifests/README.md")).toContain(address);
    expect(known).toContain(`(default: "${address}")`);
  }
});

test("the documented metrics are those that there are", () => {
  const own = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith("vmgate_"));
  const documented = [...documents.matchAll(/`(vmgate_[a-z_]+)/g)].map(([, name = ""]) => name);
  expect([...new Set(documented)].sort()).toEqual(own.sort());
});

test("the workflow runs commands of .ci/run", () => {
  const run = read(".ci/run");
  const commands = [...read(".github/workflows/ci.yml").matchAll(/- run: (.+)/g)].map(
    ([, line = ""]) => line,
  );
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(run).toContain(`step ${command}\n`);
});

test("SECURITY names the limits that there are", () => {
  const security = read(".github/SECURITY.md").replaceAll(/ +/g, " ");
  const [mib, kib] = [1024 * 1024, 1024];
  const { bytes, separators, depth, bytesAtOnce } = reviewLimits;
  const words = [
    `${bytes / mib} MiB, ${separators.toLocaleString("en")} values, ${depth} levels`,
    `| ${bytesAtOnce / mib} MiB |`,
    `| ${mostValues.CREATE.toLocaleString("en")} values, ${mostCharacters / mib} MiB of names and texts |`,
    `${inlineBudget / kib} KiB inline, ${largestBudget / kib} KiB in a Secret`,
  ];
  for (const word of words) expect(security).toContain(word);
});
