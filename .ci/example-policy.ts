import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { Field } from "../src/field/field.ts";
import { platformPartRegistry } from "../src/platform-parts/registry.ts";
import type { SchemaNode } from "../src/validation/schema/node.ts";

/** The policy that shows every key, from the root of the repository. */
export const examplePolicyFile = "manifests/policy/policy.yaml";

/** That policy, with an example of each injected part that it does not have yet; what it has stays as it is. */
export function examplePolicy(): string {
  const text = readFileSync(`${import.meta.dirname}/../${examplePolicyFile}`, "utf8");
  const platform = Field.root(parse(text)).at("platform");
  const missing = platformPartRegistry.filter(({ id }) => !platform.at(id).isSet);
  const groups = missing.flatMap(({ id, schema }) => [`  ${id}:`, ...membersOf(schema, "    ")]);
  return text.replace(/^platform:\n/m, (line) => [line, ...groups.map((group) => `${group}\n`)].join(""));
}

/** The members of a group, each below its description. */
function membersOf({ properties = {} }: SchemaNode, indent: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, member]) => {
    const [example] = member.examples ?? [member.default];
    const value = example === undefined ? "" : inOneLine(example);
    const members = member.properties === undefined ? [] : membersOf(member, `${indent}  `);
    return [
      `${indent}# ${member.description}`,
      `${indent}${name}:${value === "" ? "" : ` ${value}`}`,
      ...members,
    ];
  });
}

function inOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 }).trim();
}
