import { expect, test } from "vitest";
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
  ["an unknown format", ["review", "-", "--format", "xml"], /Allowed choices are text, json/],
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
