import { Field } from "../../field/field.ts";
import { type ErrorType, type FieldError, quote } from "../../field/error.ts";
import type { Path } from "../../field/path.ts";
import { childSchema, type SchemaNode } from "../../validation/schema/node.ts";
import { policySchema } from "./schema/policy.ts";
import { suggest } from "./did-you-mean.ts";
import type { SchemaError } from "./validator.js";

/** Explains an error of ajv in the schema's own words; `data` is what was validated. */
export function explainSchemaError(
  { keyword, instancePath, params }: SchemaError,
  data: unknown,
): FieldError {
  const path = pathOf(instancePath, data);
  if (keyword === "required") return explainMissing([...path, String(params["missingProperty"])]);
  if (keyword === "additionalProperties")
    return explainUnknownKey(path, String(params["additionalProperty"]));
  const schema = schemaAt(path);
  const value = valueAt(data, path);
  if (path.length === 0) return explainFile(value, schema);
  return {
    type: typeOf(keyword, value, schema),
    path,
    found: keyword === "maxItems" && Array.isArray(value) ? `${value.length} items` : show(value, schema),
    allowed: allowedBy(schema),
    fix: fixOf(value, schema),
  };
}

function typeOf(keyword: string, value: unknown, schema: SchemaNode): ErrorType {
  if (value === undefined || value === null) return "required";
  if (schema.enum !== undefined) return "notSupported";
  return keyword === "maxItems" ? "tooMany" : "invalid";
}

/** What a message says is allowed: a closed list as apimachinery prints it, else the schema's noun phrase. */
function allowedBy({ enum: values, allowed }: SchemaNode): string {
  return values === undefined
    ? `must be ${allowed}`
    : `supported values: ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

function explainFile(value: unknown, schema: SchemaNode): FieldError {
  return {
    type: "invalid",
    path: [],
    found: value === null ? "an empty file" : quote(value),
    allowed: allowedBy(schema),
    fix: "begin with those two lines, which alone are a policy of defaults",
  };
}

function explainMissing(path: Path): FieldError {
  const schema = schemaAt(path);
  return {
    type: "required",
    path,
    found: "not set",
    allowed: allowedBy(schema),
    fix: `add ${String(path.at(-1))}: ${example(schema)}`,
  };
}

function explainUnknownKey(path: Path, key: string): FieldError {
  const known = Object.keys(schemaAt(path).properties ?? {});
  const meant = suggest(key, known);
  return {
    type: "forbidden",
    path: [...path, key],
    found: "an unknown field",
    allowed: `must be one of the fields ${known.join(", ")}`,
    fix: meant === undefined ? "remove it" : `did you mean ${meant}?`,
  };
}

/** A value as a message shows it. What should be a public key is never shown: it may be a private one. */
function show(value: unknown, schema: SchemaNode): string {
  if (Array.isArray(value) && value.length === 0) return "an empty list";
  if (typeof value !== "string" || !holdsKeys(schema)) return quote(value);
  return `a string of ${value.length} characters`;
}

function holdsKeys({ format, items }: SchemaNode): boolean {
  return (format ?? items?.format) === "ssh-public-key";
}

function fixOf(value: unknown, schema: SchemaNode): string {
  const { type, properties } = schema;
  if (schema.enum !== undefined) return fixOfWord(value, schema, schema.enum);
  if (properties !== undefined) return "write its fields in the lines below it, indented";
  if (type === "boolean") return "write true or false";
  if (type === "array") return fixOfList(value, schema);
  if (type === "string" && typeof value !== "string" && value !== null) {
    return `write it as a string in quotes, for example ${JSON.stringify(schema.examples?.[0])}`;
  }
  return `write for example ${example(schema)}`;
}

function fixOfList(value: unknown, schema: SchemaNode): string {
  if (typeof value === "string" && !holdsKeys(schema)) return `write it as a list: [${quote(value)}]`;
  return Array.isArray(value) && value.length > 0 ? "remove some" : `write for example ${example(schema)}`;
}

/** Words with the same meaning elsewhere: in the list of rules, in YAML 1.1, in other policy engines. */
const synonyms: Readonly<Record<string, string>> = {
  deny: "enforce", refuse: "enforce", true: "enforce", yes: "enforce", on: "enforce", audit: "warn", dryrun: "warn",
  disabled: "off", ignore: "off", none: "off", no: "off",
}; // prettier-ignore

function fixOfWord(value: unknown, { allowed }: SchemaNode, words: readonly string[]): string {
  const word = quoteless(value);
  if (word === "false" && words.includes("off")) {
    return 'write "off" with its quotes: some tools read a bare off as false';
  }
  const synonym = Object.hasOwn(synonyms, word) ? synonyms[word] : undefined;
  const meant = synonym !== undefined && words.includes(synonym) ? synonym : suggest(word, words);
  return `write ${meant ?? allowed}`;
}

function quoteless(value: unknown): string {
  return typeof value === "string" || typeof value === "boolean" ? String(value).toLowerCase() : "";
}

/** The first example as it is written in YAML: a plain word as it is, everything else in JSON's notation. */
function example({ examples }: SchemaNode): string {
  const value = examples?.[0];
  return typeof value === "string" && /^[a-z][a-z0-9./-]*$/i.test(value) ? value : JSON.stringify(value);
}

function schemaAt(path: Path): SchemaNode {
  let schema: SchemaNode = policySchema;
  for (const segment of path) schema = childSchema(schema, segment) ?? schema;
  return schema;
}

/** The path of a JSON Pointer into the data, in which a number is an index only into a list. */
function pathOf(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(data, path)) ? Number(name) : name);
  }
  return path;
}

function valueAt(data: unknown, path: Path): unknown {
  return Field.root(data).at(...path).value;
}
