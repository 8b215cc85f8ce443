import { Ajv, _ } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { format } from "prettier";
import { formats } from "../src/validation/formats.ts";
import type { SchemaNode } from "../src/validation/schema/node.ts";
import { policySchema } from "../src/policy/file/schema/policy.ts";

/** JSON Schema as ajv takes it. */
interface JsonSchema {
  readonly default?: unknown;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

/**
 * The validator that ajv makes of the policy's schema. It is made at build time, so that starting is quick and
 * the core neither carries a compiler nor makes code at run time. A function for each mapping, named after it:
 * ajv numbers variables by function, so a change to one mapping changes few lines outside of its function.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const definitions = new Map<string, JsonSchema>();
  definition(withoutWords(policySchema), "policy", definitions);
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    inlineRefs: false,
    formats,
    messages: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
    schemas: [...definitions].map(([$id, schema]) => ({ $id, ...schema })),
  });
  const ids = [...definitions.keys()];
  const code = standaloneCode.default(ajv, Object.fromEntries(ids.map((id) => [id, id])));
  if (/\brequire\(/.test(code))
    throw new Error("the policy schema uses a keyword that needs ajv at run time");
  const module = await format(
    [
      "// Generated from schema/policy.ts by `npm run generate`; a test compares the two.",
      'import { formats } from "../../validation/formats.ts";',
      "export const validate = validatePolicy;",
      withStableNames(code.replace('"use strict";', "").replaceAll(/\/\*# sourceURL=.*?\*\//g, "")),
    ].join("\n"),
    { parser: "babel", printWidth: 110 },
  );
  return { "src/policy/file/validator.js": module };
}

/**
 * Puts the definition of a mapping and of those in it beside the others, each once, however often the schema has it.
 * @returns a reference to it
 */
function definition(schema: JsonSchema, name: string, definitions: Map<string, JsonSchema>): JsonSchema {
  const { properties = {} } = schema;
  const rest = Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== "default"));
  const members = Object.entries(properties).map(([own, member]) => [
    own,
    referring(member, own, definitions),
  ]);
  const wanted = { ...rest, properties: Object.fromEntries(members) as Record<string, JsonSchema> };
  for (let id = name; ; id += "Again") {
    const there = definitions.get(id);
    if (there === undefined) definitions.set(id, wanted);
    if (there === undefined || JSON.stringify(there) === JSON.stringify(wanted)) return { $ref: id };
  }
}

/** A member with references in place of the mappings in it; its default stays where it is filled in. */
function referring(schema: JsonSchema, name: string, definitions: Map<string, JsonSchema>): JsonSchema {
  const { items, properties } = schema;
  if (items !== undefined) return { ...schema, items: referring(items, name, definitions) };
  if (properties === undefined) return schema;
  const reference = definition(schema, name, definitions);
  return schema.default === undefined ? reference : { ...reference, default: schema.default };
}

/** Names that do not count through the whole file, and no copy of a schema that nothing reads. */
function withStableNames(code: string): string {
  const exported = /^export const (\w+) = (validate\d+);$/gm;
  const names = new Map(
    [...code.matchAll(exported)].map(([, name = "", number = ""]) => [
      number,
      `validate${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ]),
  );
  const named = code
    .replaceAll(exported, "")
    .replaceAll(/\bvalidate\d+\b/g, (number) => names.get(number) ?? number);
  return named.replaceAll(/^const (schema\d+) = .*;$/gm, (line, name: string) =>
    named.split(new RegExp(`\\b${name}\\b`)).length > 2 ? line : "",
  );
}

/** The schema without what is written for people, which the validator does not need. */
function withoutWords(schema: SchemaNode): JsonSchema {
  const forPeople = ["description", "allowed", "examples"];
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (forPeople.includes(key) ? undefined : value)),
  ) as JsonSchema;
}
