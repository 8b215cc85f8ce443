import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runCommand } from "../support/command.ts";

const { stdout } = await runCommand(["schema"]);
const validate = new Ajv({ strict: true, strictTypes: false }).compile(JSON.parse(stdout) as object);
const policy = { apiVersion: "vmgate.cpln.io/v1", kind: "Policy" };

test.for(["policy.yaml", "audit.yaml"])("takes manifests/policy/%s", (file) => {
  const text = readFileSync(`${import.meta.dirname}/../../manifests/policy/${file}`, "utf8");
  validate(parse(text));
  expect(validate.errors).toBeNull();
});

test.for([
  ["another kind", { ...policy, kind: "Politics" }],
  ["an unknown key", { ...policy, rule: {} }],
  ["an unknown rule", { ...policy, rules: { "boot-dsk": "warn" } }],
  ["an unknown action", { ...policy, rules: { "boot-disk": "deny" } }],
  [
    "an unknown rule in a profile",
    { ...policy, profiles: [{ name: "a", namespaces: ["*"], rules: { b: "off" } }] },
  ],
  ["no kind", { apiVersion: policy.apiVersion }],
])("refuses %s", ([, object]) => {
  expect(validate(object)).toBe(false);
});

test.for([
  ["every rule at once", { ...policy, rules: { "*": "warn" } }],
  ["one rule", { ...policy, rules: { "boot-disk": "off" } }],
])("takes an action for %s", ([, object]) => {
  expect(validate(object)).toBe(true);
});

test("describes every key", () => {
  const schema = JSON.parse(stdout) as { properties: Record<string, { description: string }> };
  for (const { description } of Object.values(schema.properties))
    expect(description).toMatch(/ Must be .*\.$/);
});
