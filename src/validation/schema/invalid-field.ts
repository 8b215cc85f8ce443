import { isObject } from "../../field/json.ts";
import { formats } from "../formats.ts";
import type { SchemaNode } from "./node.ts";

/**
 * The path of the first value that its schema does not allow, a list as a whole, in the order of the
 * schema; undefined where there is none. What is left out is not looked for. A text whose schema has
 * neither a format nor a pattern nor a list of words is invalid: values end up in scripts, so nothing
 * unchecked may pass.
 */
export function invalidField(schema: SchemaNode, value: unknown, path: string): string | undefined {
  if (value === undefined) return undefined;
  if (schema.type === "object") return invalidMember(schema, value, path);
  const { items } = schema;
  if (schema.type === "array" && items !== undefined) {
    const isValid =
      Array.isArray(value) && value.every((item) => invalidField(items, item, path) === undefined);
    return isValid ? undefined : path;
  }
  if (schema.type === "boolean") return typeof value === "boolean" ? undefined : path;
  return typeof value === "string" && isAllowed(schema, value) ? undefined : path;
}

function invalidMember({ properties = {} }: SchemaNode, value: unknown, path: string): string | undefined {
  if (!isObject(value)) return path;
  for (const [name, member] of Object.entries(properties)) {
    const found = invalidField(member, value[name], `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isAllowed({ format, pattern, enum: words }: SchemaNode, text: string): boolean {
  const checks = [
    ...(words === undefined ? [] : [words.includes(text)]),
    ...(pattern === undefined ? [] : [new RegExp(pattern, "u").test(text)]),
    ...(format === undefined ? [] : [hasFormat(text, format)]),
  ];
  return checks.length > 0 && checks.every(Boolean);
}

function hasFormat(text: string, name: string): boolean {
  return Object.entries(formats).some(([format, check]) => format === name && check(text));
}
