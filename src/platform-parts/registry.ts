import * as parts from "./index.ts";
import type { SchemaNode } from "../validation/schema/node.ts";

type Parts = typeof parts;

/** What the platform can inject, in the alphabetical order of the groups. */
export const platformPartRegistry: readonly Parts[keyof Parts][] = Object.values(parts);

/** The groups' schemas, by name: members of `platform` in the policy file. */
export const partSchemas = schemasOf(parts);

function schemasOf<P extends Readonly<Record<string, { readonly schema: SchemaNode }>>>(
  parts: P,
): { readonly [Id in keyof P]: P[Id]["schema"] };
function schemasOf(
  parts: Readonly<Record<string, { readonly schema: SchemaNode }>>,
): Readonly<Record<string, SchemaNode>> {
  return Object.fromEntries(Object.entries(parts).map(([id, { schema }]) => [id, schema]));
}
