import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { handle } from "./support/handle.ts";
import { cli } from "../src/cli.ts";
import { readManifests } from "../src/cli/review/manifests.ts";
import { defaultPolicy } from "../src/policy/policy.ts";
import { reviewOf } from "./support/server.ts";
import { today } from "./support/review.ts";

const root = `${import.meta.dirname}/..`;
const readme = readFileSync(`${root}/README.md`, "utf8");
const scripts = (
  JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as { scripts: Record<string, string> }
).scripts;

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

test("the refusal at the top is what vmgate answers, word for word", () => {
  const [example] = readManifests(readFileSync(`${root}/test/examples/refused.yaml`, "utf8"));
  const { status } = handle("mutating", JSON.parse(reviewOf(example?.object)), defaultPolicy, today).review
    .response;
  const lines = (status?.details?.causes ?? []).map(({ field, message }) => `* ${field}: ${message}`);
  expect(lines).toHaveLength(5);
  expect(readme).toContain(`The VirtualMachine "shop-db" is invalid:\n${lines.join("\n")}\n\`\`\``);
});

test("every flag it names is a flag of the command on the same line", async () => {
  const uses = [...readme.matchAll(/\bvmgate (?:-- )?(serve|review|userdata|rules)\b([^\n`]*)/g)];
  expect(uses.length).toBeGreaterThan(3);
  for (const [, command = "", rest = ""] of uses) {
    const known = await help(command);
    for (const [flag] of rest.matchAll(/--[a-z-]+/g)) expect(known, `${command} ${flag}`).toContain(flag);
  }
});

test("every npm script it names exists", () => {
  const named = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("every default of a flag it names is the command's own", async () => {
  const known = await help("serve");
  for (const address of ["127.0.0.1:9443", "127.0.0.1:9090"]) {
    expect(readme).toContain(address);
    expect(known).toContain(`(default: "${address}")`);
  }
});

test("every file and folder it names is there", () => {
  const named = [...readme.matchAll(/\]\(([^)#]+)\)|`((?:src|manifests|test)\/[a-z./-]+)`/g)];
  for (const [, link, code] of named) {
    const path = link ?? code ?? "";
    expect(existsSync(`${root}/${path}`), path).toBe(true);
  }
});
