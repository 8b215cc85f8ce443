import { Field } from "../field/field.ts";

const annotation = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"] as const;

/** Most bytes of all annotations of an object that the API server stores (apimachinery, TotalAnnotationSizeLimitB). */
const maxAnnotationBytes = 256 * 1024;

/** The annotation in which kubectl apply keeps the manifest that it sent; undefined where it has none. */
export function lastAppliedText(object: unknown): string | undefined {
  return Field.root(object).at(...annotation).string;
}

/** That manifest; undefined where there is none that can be read, or it is longer than the API server stores. */
export function lastApplied(object: unknown): unknown {
  const text = lastAppliedText(object);
  // A request may bring megabytes, which the API server denies only after the webhooks. A character is at least a byte.
  if (text === undefined || text.length > maxAnnotationBytes) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
