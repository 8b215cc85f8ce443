import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { policyTable } from "../../.ci/policy-table.ts";
import { actionOf, compilePolicy } from "../../src/policy/compiled-policy.ts";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import { formatPolicyError } from "../../src/policy/file/error.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { SchemaNode } from "../../src/validation/schema/node.ts";
import { policySchema } from "../../src/policy/file/schema/policy.ts";
import { rules } from "../../src/rules/index.ts";

const folder = `${import.meta.dirname}/../../manifests/policy`;
const ruleIds = rules.map(({ id }) => id);

function shippedPolicy(file: string): Policy {
  const parsed = parsePolicy(readFileSync(`${folder}/${file}`, "utf8"), ruleIds);
  if ("errors" in parsed) throw new Error(parsed.errors.map((e) => formatPolicyError(file, e)).join("\n"));
  return parsed.policy;
}

describe("the policies in manifests/policy", () => {
  test.for(readdirSync(folder))("%s is valid", (file) => {
    expect(shippedPolicy(file)).toBeDefined();
  });

  test("audit.yaml refuses nothing and changes nothing in any namespace", () => {
    const policy = compilePolicy(shippedPolicy("audit.yaml")).forNamespace("any");
    expect(policy.injection.whenImpossible).toBe("warn");
    expect(policy.mutate).toBe(false);
    for (const byDefault of ["enforce", "warn"] as const)
      expect(actionOf(policy, "any", byDefault)).toBe("warn");
  });

  test("policy.yaml shows every key that there is", () => {
    const text = readFileSync(`${folder}/policy.yaml`, "utf8");
    const missing = keysOf(policySchema).filter((key) => !new RegExp(`^[ -]*${key}:`, "m").test(text));
    expect(missing).toEqual([]);
  });
});

describe("the documentation table", () => {
  test("has a cell of words for everything the schema knows", () => {
    for (const row of policyTable().trimEnd().split("\n").slice(2)) {
      expect(row).toMatch(/^\| `[^`]+` +\| .+ \| .+ \| [A-Z].*\. +\|$/);
    }
  });
});

function keysOf({ properties = {}, items }: SchemaNode): readonly string[] {
  const own = Object.entries(properties).flatMap(([name, member]) => [name, ...keysOf(member)]);
  return items === undefined ? own : [...own, ...keysOf(items)];
}
