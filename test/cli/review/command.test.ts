import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { runCommand } from "../../support/command.ts";
import { vm, vmWithTemplate } from "../../support/vm.ts";

const good = stringify(vm());
const bad = stringify(vmWithTemplate({ domain: { resources: { requests: { cpu: "1500m" } } } }));

test.for([
  ["nothing refused", good, 0],
  ["nothing but another kind", "kind: ConfigMap\napiVersion: v1\n", 2],
  ["something refused", `${good}---\n${bad}`, 1],
  ["something unreadable", `${bad}---\na: {b\n`, 2],
] as const)("%s", async ([, stdin, code]) => {
  expect((await runCommand(["review", "-"], stdin)).code).toBe(code);
});

test.for([
  ["no path", ["review"], /missing required argument 'path'/],
  ["an unknown format", ["review", "-", "--format", "xml"], /Allowed choices are text, json, sarif/],
  ["an unknown flag", ["review", "-", "--force"], /unknown option '--force'/],
  [
    "a policy that is not there",
    ["review", "-", "--policy", "none.yaml"],
    /none\.yaml: cannot be read \(no such file\)/,
  ],
] as const)("%s is wrong use", async ([, args, complaint]) => {
  const { code, stderr } = await runCommand(args, good);
  expect(code).toBe(2);
  expect(stderr).toMatch(complaint);
});

test("that nothing was reviewed is reported: nobody may take it for a pass", async () => {
  const { code, stdout } = await runCommand(["review", "-"], "---\n");
  expect({ code, stdout }).toEqual({
    code: 2,
    stdout: expect.stringMatching(/^nothing was reviewed/) as string,
  });
});

test("JSON for scripts", async () => {
  const { stdout } = await runCommand(["review", "-", "--format", "json"], bad);
  expect(JSON.parse(stdout)).toMatchObject({
    results: [{ file: "-", verdict: "refused", violations: [{ rule: "whole-core-cpu", action: "enforce" }] }],
    summary: { allowed: 0, refused: 1, skipped: 0, unreadable: 0 },
  });
});

describe("several reports in one run", () => {
  const folder = mkdtempSync(join(tmpdir(), "vmgate-output-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("--output writes what --format prints", async () => {
    const [json, junit] = [join(folder, "a=b.json"), join(folder, "c.xml")];
    const args = ["review", "-", "--output", `json=${json}`, "--output", `junit=${junit}`];
    const { code, stdout } = await runCommand(args, bad);
    expect(code).toBe(1);
    expect(stdout).toBe((await runCommand(["review", "-"], bad)).stdout);
    for (const [format, file] of [
      ["json", json],
      ["junit", junit],
    ] as const)
      expect(readFileSync(file, "utf8")).toBe(
        (await runCommand(["review", "-", "--format", format], bad)).stdout,
      );
  });

  test("a file that can't be written is a failure, and the report is printed all the same", async () => {
    const { code, stdout, stderr } = await runCommand(
      ["review", "-", "--output", `json=${folder}/no/a.json`],
      good,
    );
    expect(code).toBe(2);
    expect(stderr).toBe(`--output: ${folder}/no/a.json: cannot be written (no such file)\n`);
    expect(stdout).toMatch(/1 allowed/);
  });

  test.for(["json", "=a.json", "json=", "xml=a.xml", "constructor=a"])(
    "--output %s is wrong use",
    async (value) => {
      const { code, stderr } = await runCommand(["review", "-", "--output", value], good);
      expect(code).toBe(2);
      expect(stderr).toMatch(/It must be FORMAT=FILE, with one of the formats text, json, sarif/);
    },
  );
});

const warned = stringify(vm({ metadata: { annotations: { "vm.cpln.io/guest-os": "windows" } } }));

test("--strict fails on what is only warned about", async () => {
  const { stdout, code } = await runCommand(["review", "-"], warned);
  expect(stdout).toMatch(/1 allowed, 0 refused, 0 skipped, 0 unreadable, 1 warning\n$/);
  expect(code).toBe(0);
  expect((await runCommand(["review", "-", "--strict"], warned)).code).toBe(1);
  expect((await runCommand(["review", "-", "--strict"], good)).code).toBe(0);
});

test("--quiet prints what is refused, and counts the rest", async () => {
  const { stdout, code } = await runCommand(["review", "-", "--quiet"], `${warned}---\n${bad}---\n${good}`);
  expect(code).toBe(1);
  expect(stdout.match(/^-:.*$/gm)).toEqual([
    expect.stringMatching(/VirtualMachine shop\/web refused$/),
    expect.stringMatching(/error: .* \[whole-core-cpu\]$/),
  ]);
  expect(stdout).toMatch(/\n2 allowed, 1 refused, 0 skipped, 0 unreadable\n$/);
  expect((await runCommand(["review", "-", "--quiet", "--strict"], warned)).code).toBe(1);
});
