import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { choosePolicy, type PolicyFlags } from "../../src/cli/policy.ts";
import { ruleAction } from "../../src/admission/rule-registry.ts";
import { compilePolicy } from "../../src/policy/compiled-policy.ts";
import { runCommand } from "../support/command.ts";
import { vmWithTemplate } from "../support/vm.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-policy-"));
const text = `apiVersion: vmgate.cpln.io/v1
kind: Policy
rules: { "whole-core-cpu": "off" }
profiles: [{ name: gpu, namespaces: [gpu], rules: { "boot-disk": warn } }]
`;
mkdirSync(join(folder, "above/here"), { recursive: true });
mkdirSync(join(folder, "vmgate.yaml"));
writeFileSync(join(folder, "above/vmgate.yaml"), text);
writeFileSync(join(folder, "broken.yaml"), "kind: Policy\n");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The actions of two rules in the namespace shop, and where the policy was found; or what is wrong. */
async function chosen(flags: PolicyFlags, from: string): Promise<unknown> {
  const found = await choosePolicy(flags, join(folder, from));
  if ("errors" in found) return found.errors.map((error) => error.replaceAll(folder, "DIR"));
  const policy = compilePolicy(found.policy).forNamespace("shop");
  return [ruleAction(policy, "whole-core-cpu"), ruleAction(policy, "boot-disk"), found.foundIn];
}

test.for<[situation: string, flags: PolicyFlags, from: string, wanted: readonly unknown[]]>([
  ["one in a folder above", {}, "above/here", ["off", "enforce", "../vmgate.yaml"]],
  ["one right there", {}, "above", ["off", "enforce", "vmgate.yaml"]],
  ["none: a folder of that name is no policy", {}, ".", ["enforce", "enforce", undefined]],
  ["one that is named", { policy: join(folder, "above/vmgate.yaml") }, ".", ["off", "enforce", undefined]],
  ["the built-in profile, and no file", { profile: "audit" }, "above/here", ["warn", "warn", undefined]],
  [
    "a profile of a file",
    { policy: join(folder, "above/vmgate.yaml"), profile: "gpu" },
    ".",
    ["off", "warn", undefined],
  ],
  [
    "audit over a file",
    { policy: join(folder, "above/vmgate.yaml"), profile: "audit" },
    ".",
    ["off", "warn", undefined],
  ],
  [
    "an unknown profile",
    { profile: "audti" },
    ".",
    ['--profile: "audti" is not a profile of the policy; did you mean audit?'],
  ],
  [
    "a profile unlike any",
    { policy: join(folder, "above/vmgate.yaml"), profile: "x" },
    ".",
    ['--profile: "x" is not a profile of the policy; the policy has gpu, audit'],
  ],
  [
    "a file that is invalid",
    { policy: join(folder, "broken.yaml") },
    ".",
    [expect.stringMatching(/^DIR\/broken\.yaml:1: apiVersion: Required/)],
  ],
])("the policy is %s", async ([, flags, from, wanted]) => {
  expect(await chosen(flags, from)).toEqual(wanted);
});

const halfCore = stringify(vmWithTemplate({ domain: { resources: { requests: { cpu: "1500m" } } } }));

test("a policy that was found is named in the report", async () => {
  const from = join(folder, "above/here");
  const { code, stdout } = await runCommand(["review", "-"], halfCore, { workingDirectory: from });
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n\npolicy: \.\.\/vmgate\.yaml\n1 allowed, /);
  const markdown = await runCommand(["review", "-", "--format", "markdown"], halfCore, {
    workingDirectory: from,
  });
  expect(markdown.stdout).toMatch(/\n- policy: \.\.\/vmgate\.yaml\n/);
  expect((await runCommand(["review", "-", "--profile", "audit"], halfCore)).code).toBe(0);
});
