/** The part of JSON Schema that the policy file is described with. */
export interface SchemaNode {
  readonly type: "object" | "array" | "string" | "boolean";
  readonly description: string;
  readonly allowed: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  /** False: no other member. A schema: the members of a map. */
  readonly additionalProperties?: false | SchemaNode;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** A check of formats.ts. */
  readonly format?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** The schema of a member or an item, or undefined where the schema has none. */
export function childSchema(schema: SchemaNode, segment: string | number): SchemaNode | undefined {
  if (typeof segment === "number") return schema.items;
  const { properties = {}, additionalProperties = false } = schema;
  if (Object.hasOwn(properties, segment)) return properties[segment];
  return additionalProperties === false ? undefined : additionalProperties;
}
