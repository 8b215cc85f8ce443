import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildKubeconform } from "../cluster/build.ts";
import { isBuilt, objectsPath } from "../cluster/cache.ts";

/** The part of a CustomResourceDefinition that is read here. */
interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** A structural schema, which JSON Schema reads as it is. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/**
 * The command that has kubeconform check manifests against KubeVirt's own schemas, unknown fields included; undefined
 * where the cluster's programs, which print the schemas, are not built.
 * @param folder where the schemas are written
 * @throws when Go fails
 */
export async function kubeconformCommand(folder: string): Promise<readonly string[] | undefined> {
  if (!isBuilt()) return undefined;
  const schemas = join(folder, "schemas");
  mkdirSync(schemas);
  const { items } = JSON.parse(readFileSync(objectsPath("crds"), "utf8")) as { items: readonly Definition[] };
  for (const { spec } of items) {
    for (const { name, schema } of spec.versions) {
      const file = join(schemas, `${spec.names.kind.toLowerCase()}_${name}.json`);
      writeFileSync(file, JSON.stringify(closed(schema.openAPIV3Schema)));
    }
  }
  const location = join(schemas, "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");
  return [await buildKubeconform(), "-strict", "-summary", "-schema-location", location];
}

/** The schema without fields that it does not know, as the API server checks them. */
function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema;
  const isClosed = properties !== undefined && schema["x-kubernetes-preserve-unknown-fields"] !== true;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
    }),
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === "object" && { additionalProperties: closed(additionalProperties) }),
    ...(isClosed && { additionalProperties: false }),
  };
}
