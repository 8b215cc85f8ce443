import type { Schema } from "./field-tree.ts";

const text: Schema = { type: "string" };
const texts: Schema = { type: "object", additionalProperties: text };
const number: Schema = { type: "integer" };
const yesOrNo: Schema = { type: "boolean" };

/** The API server reads every object's metadata itself (apimachinery, meta/v1, ObjectMeta and OwnerReference). */
const objectMeta: Schema = {
  type: "object",
  properties: {
    ...{ name: text, generateName: text, namespace: text, selfLink: text, uid: text, resourceVersion: text },
    ...{
      generation: number,
      creationTimestamp: text,
      deletionTimestamp: text,
      deletionGracePeriodSeconds: number,
    },
    ...{ labels: texts, annotations: texts, finalizers: { type: "array", items: text } },
    ownerReferences: {
      type: "array",
      items: {
        type: "object",
        properties: {
          ...{ apiVersion: text, kind: text, name: text, uid: text },
          ...{ controller: yesOrNo, blockOwnerDeletion: yesOrNo },
        },
        required: ["apiVersion", "kind", "name", "uid"],
      },
    },
    managedFields: { type: "array", items: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  },
};

/** The schema of a whole object. The API server adds these three to every schema that has not got them. */
export function objectSchema(schema: Schema): Schema {
  const properties = { apiVersion: text, kind: text, ...schema.properties, metadata: objectMeta };
  return { ...schema, properties };
}
