import { Field } from "../field/field.ts";

const annotation = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"] as const;

/** The annotation in which kubectl apply keeps the manifest that it sent; undefined where it has none. */
export function lastAppliedText(object: unknown): string | undefined {
  return Field.root(object).at(...annotation).string;
}

/** That manifest; undefined where there is none that can be read. */
export function lastApplied(object: unknown): unknown {
  const text = lastAppliedText(object);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
