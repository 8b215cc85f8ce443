import { markdownTable } from "../src/cli/markdown-table.ts";
import type { SchemaNode } from "../src/validation/schema/node.ts";
import { policySchema } from "../src/policy/file/schema/policy.ts";

/** The fields of the policy file as a Markdown table, in the order of the schema, for its document. */
export function policyTable(): string {
  return markdownTable([["field", "allowed", "default", "meaning"], ...rowsOf(policySchema, "")]);
}

/** The rows of what is below a field. */
function rowsOf(schema: SchemaNode, field: string): readonly (readonly string[])[] {
  const { properties = {}, additionalProperties = false, items, required = [] } = schema;
  const members = Object.entries(properties).flatMap(([name, member]) => {
    const path = field === "" ? name : `${field}.${name}`;
    const row = rowOf(member, path, required.includes(name));
    // A profile's groups have the fields of the policy's own, which stand in the table already.
    return field !== "" && Object.hasOwn(policySchema.properties, name)
      ? [row]
      : [row, ...rowsOf(member, path)];
  });
  const entries = additionalProperties === false ? [] : [rowOf(additionalProperties, `${field}.<id>`, false)];
  if (items === undefined) return [...members, ...entries];
  return items.properties === undefined ? [rowOf(items, `${field}[]`, false)] : rowsOf(items, `${field}[]`);
}

function rowOf(schema: SchemaNode, field: string, isRequired: boolean): readonly string[] {
  return [`\`${field}\``, schema.allowed, isRequired ? "required" : defaultOf(schema), schema.description];
}

function defaultOf({ default: value }: SchemaNode): string {
  const isEmpty = value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
  return isEmpty ? "–" : `\`${JSON.stringify(value)}\``;
}
