import type { Field } from "../field/field.ts";

/** The KubeVirt object that controls a VMI. */
export interface Controller {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The KubeVirt object that a VMI's owner references name as its controller; anyone can write them. */
export function controllerOf(object: Field): Controller | undefined {
  const owner = ownerReferences(object)
    .items()
    .find(
      (reference) =>
        reference.at("controller").value === true &&
        reference.at("apiVersion").string?.startsWith("kubevirt.io/"),
    );
  const [kind, name] = [owner?.at("kind").string, owner?.at("name").string];
  if (kind === undefined || name === undefined) return undefined;
  return { kind, name, uid: owner?.at("uid").string ?? "" };
}

/** The field of an object's owner references. */
export function ownerReferences(object: Field): Field {
  return object.at("metadata", "ownerReferences");
}
