import { Command } from "commander";
import { policySchema } from "../policy/file/schema/policy.ts";
import { rules } from "../policy/file/schema/rules.ts";
import type { SchemaNode } from "../validation/schema/node.ts";
import type { Io } from "./io.ts";
import { jsonText } from "./json-text.ts";
import { allRules } from "./rule-texts.ts";

/** `vmgate schema`: the policy file's JSON Schema, with which an editor completes and checks it. */
export function schemaCommand(io: Io): Command {
  return new Command("schema")
    .description("Print the JSON Schema of the policy file, for editors.")
    .action(() => {
      io.stdout.write(jsonText(editorSchema()));
    });
}

/** The schema as draft 7 of JSON Schema, which editors read; the ids of the rules are in it. */
function editorSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "vmgate policy",
    ...forEditors(policySchema),
  };
}

/** Keywords of vmgate's own, and what the descriptions say. */
const notForEditors: readonly string[] = ["description", "allowed", "format"];

/** A schema in which the description says what is allowed, and a map of rules has a member for each of them. */
function forEditors(schema: SchemaNode): object {
  const { description, allowed, properties, additionalProperties, items } = schema;
  const members = additionalProperties === rules.additionalProperties ? ruleMembers : properties;
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => !notForEditors.includes(keyword))),
    description: `${description} Must be ${allowed}.`,
    ...(members === undefined ? {} : { properties: membersForEditors(members), additionalProperties: false }),
    ...(items === undefined ? {} : { items: forEditors(items) }),
  };
}

const ruleMembers = Object.fromEntries(
  ["*", ...allRules.map(({ id }) => id)].map((id) => [id, rules.additionalProperties]),
);

function membersForEditors(members: Readonly<Record<string, SchemaNode>>): object {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, forEditors(member)]));
}
