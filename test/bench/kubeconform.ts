import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition, Schema } from "../../.ci/field-tree.ts";
import { buildKubeconform } from "../cluster/build.ts";
import { isBuilt, readObjects } from "../cluster/cache.ts";

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
  for (const { spec } of readObjects("crds") as readonly Definition[]) {
    for (const { name, schema } of spec.versions) {
      const file = join(schemas, `${spec.names.kind.toLowerCase()}_${name}.json`);
      writeFileSync(file, JSON.stringify(closed(schema.openAPIV3Schema)));
    }
  }
  const location = join(schemas, "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");
  return [await buildKubeconform(), "-strict", "-summary", "-schema-location", location];
}

/** A structural schema as JSON Schema, which allows no field that it does not name, as the API server allows none. */
function closed(schema: Schema): object {
  const { properties, items, additionalProperties } = schema;
  const isClosed = properties !== undefined && schema["x-kubernetes-preserve-unknown-fields"] !== true;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
    }),
    ...(items && { items: closed(items) }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
    ...(isClosed && { additionalProperties: false }),
  };
}
