import { Field } from "../field/field.ts";

/** The part of an AdmissionRequest (admission.k8s.io/v1) that is read here. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly kind: GroupVersionKind;
  /** Empty for the main resource. */
  readonly subResource: string;
  /** Empty where the API server is still to make one from generateName. */
  readonly name: string;
  readonly namespace: string;
  readonly operation: string;
  readonly username: string;
  /** The field manager that the client named for this write; empty or absent where it named none. */
  readonly fieldManager?: string;
  readonly isDryRun: boolean;
  /** Any JSON: the API server checks an object's schema only after the mutating webhooks. */
  readonly object: unknown;
  readonly oldObject: unknown;
}

/** The object's name; its generateName where the API server has yet to make one. */
export function nameOf({ name, object }: Pick<AdmissionRequest, "name" | "object">): string {
  const metadata = Field.root(object).at("metadata");
  return name || (metadata.at("name").string ?? metadata.at("generateName").string ?? "");
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** An operation of JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/** An AdmissionReview (admission.k8s.io/v1) as the API server takes it back. */
export interface AdmissionReview {
  readonly apiVersion: "admission.k8s.io/v1";
  readonly kind: "AdmissionReview";
  readonly response: AdmissionResponse;
}

export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patchType?: "JSONPatch";
  /** A JSON Patch, base64. */
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly status?: Status;
}

/** A Kubernetes Status (meta/v1), as far as a refusal needs it. */
interface Status {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly causes: readonly Cause[];
  };
}

interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}
