import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { runCommand } from "../../support/command.ts";
import { mergePatch, vmWithTemplate } from "../../support/vm.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-baseline-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string): string => join(folder, name);
const halfCore = { domain: { resources: { requests: { cpu: "1500m" } } } };
const bad = stringify(vmWithTemplate(halfCore));
const worse = stringify(mergePatch(vmWithTemplate(halfCore), { spec: { runstrategy: "Always" } }));
const review = (text: string, ...flags: string[]) => runCommand(["review", "-", ...flags], text);

test("what the baseline has is counted and not shown, and is no failure", async () => {
  const path = file("a.json");
  const written = await review(bad, "--baseline", path, "--write-baseline");
  expect(written).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    problems: [
      {
        file: "-",
        object: "VirtualMachine shop/web",
        field: "spec.template.spec.domain.resources.requests.cpu",
        rule: "whole-core-cpu",
        fingerprint: expect.stringMatching(/^[\da-f]{64}$/) as string,
      },
    ],
  });
  const again = await review(bad, "--baseline", path, "--strict");
  expect(again.code).toBe(0);
  expect(again.stdout).toBe(
    "-:1: VirtualMachine shop/web known\n\n" +
      "not shown: 1 problem of the baseline\n0 allowed, 0 refused, 0 skipped, 0 unreadable, 1 known\n",
  );
  const json = JSON.parse((await review(bad, "--baseline", path, "--format", "json")).stdout) as object;
  expect(json).toMatchObject({ results: [{ verdict: "known", violations: [] }], summary: { known: 1 } });
});

test("what it does not have is shown, and fails", async () => {
  const path = file("b.json");
  await review(bad, "--baseline", path, "--write-baseline");
  const { code, stdout } = await review(worse, "--baseline", path);
  expect(code).toBe(1);
  expect(stdout).toContain("[unknown-field]");
  expect(stdout).not.toContain("whole-core-cpu");
  expect(stdout).toMatch(/\nnot shown: 1 problem of the baseline\n0 allowed, 1 refused,/);
  expect((await review(`${bad}---\n${bad}`, "--baseline", path)).stdout).toMatch(/1 refused, .*1 known\n$/);
});

test("what can't be read is never known", async () => {
  const path = file("c.json");
  await review("a: [", "--baseline", path, "--write-baseline");
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ problems: [] });
  expect((await review("a: [", "--baseline", path)).code).toBe(2);
});

test.for<[situation: string, flags: readonly string[], complaint: RegExp]>([
  [
    "a baseline that is not there",
    ["--baseline", file("no")],
    /^--baseline: .*no: cannot be read \(no such file\)\n$/,
  ],
  [
    "a baseline that is none",
    ["--baseline", file("none")],
    /^--baseline: .*none: must be what --write-baseline wrote; write it anew\n$/,
  ],
  [
    "one that can't be written",
    ["--baseline", file("no/a"), "--write-baseline"],
    /^--baseline: .*: cannot be written \(no such file\)\n$/,
  ],
  [
    "no file to write",
    ["--write-baseline"],
    /^--write-baseline: there is no file to write; add --baseline FILE\n$/,
  ],
  [
    "an old object that is not there",
    ["--old", file("no")],
    /^--old: .*no: cannot be read \(no such file\)\n$/,
  ],
  ["an old object that is no YAML", ["--old", file("broken")], /^--old: .*broken: Flow sequence/],
])("%s is wrong use", async ([, flags, complaint]) => {
  writeFileSync(file("none"), "[]");
  writeFileSync(file("broken"), "a: [");
  const { code, stdout, stderr } = await review(bad, ...flags);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(complaint);
});

test("with --old an object is reviewed as an update: what the stored one has too only warns", async () => {
  writeFileSync(file("old.yaml"), bad);
  expect((await review(bad)).code).toBe(1);
  expect((await review(bad, "--old", file("old.yaml"))).code).toBe(0);
  const other = stringify(mergePatch(vmWithTemplate(halfCore), { metadata: { name: "other" } }));
  expect((await review(other, "--old", file("old.yaml"))).code).toBe(1);
  const firmware = { bootloader: { efi: { secureBoot: true } } };
  const third = stringify(vmWithTemplate({ domain: { ...halfCore.domain, firmware } }));
  expect((await review(third, "--old", file("old.yaml"))).stdout).toMatch(
    /: warning: .* \[whole-core-cpu\]\n[^]*: error: .* \[secure-boot\]\n/,
  );
});
