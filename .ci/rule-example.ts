import { parse } from "yaml";
import { decodeReview } from "../src/webhook/decode.ts";
import { handleRequest } from "../src/webhook/handler.ts";
import { groupVersionKindOf } from "../src/admission/resources.ts";
import type { AdmissionResponse } from "../src/admission/admission-review.ts";
import { Field } from "../src/field/field.ts";
import { isObject } from "../src/field/json.ts";
import { createEngine } from "../src/admission/engine.ts";
import { defaultPolicy, type Platform } from "../src/policy/policy.ts";

/** A merge patch (YAML) that shows a rule, sent to vmgate as the API server would when somebody creates the object. */
export interface Example {
  /** What the object has instead of, or beside, what the minimal one has. */
  readonly fragment: unknown;
  /** The answer of /validate, under the default policy with these platform values. */
  readonly response: AdmissionResponse;
}

/** Runs an example; `patched` gives the minimal object with a merge patch applied. */
export function runExample(
  text: string,
  patched: (patch: unknown) => unknown,
  platform: Partial<Platform> = {},
): Example {
  const patch: unknown = parse(text);
  const policy = { ...defaultPolicy, platform: { ...defaultPolicy.platform, ...platform } };
  const { review } = handleRequest(
    "validating",
    decodeReview(creation(patched(patch))),
    createEngine(policy),
    0,
  );
  return { fragment: withoutNulls(patch), response: review.response };
}

function creation(object: unknown): unknown {
  const root = Field.root(object);
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "example",
      kind: groupVersionKindOf(object),
      name: root.at("metadata", "name").value,
      namespace: root.at("metadata", "namespace").value,
      operation: "CREATE",
      userInfo: { username: "ada" },
      object,
      oldObject: null,
    },
  };
}

/** Null in a merge patch takes a member away, so it is not in the object. */
function withoutNulls(patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = Object.entries(patch).filter(([, value]) => value !== null);
  return Object.fromEntries(members.map(([name, value]) => [name, withoutNulls(value)]));
}

/** What kubectl prints of an answer: the causes of a refusal and the warnings, one a line. */
export function wordsOf({ status, warnings = [] }: AdmissionResponse): readonly string[] {
  const causes = status?.details?.causes ?? [];
  return [
    ...causes.map(({ field, message }) => `* ${field}: ${message}`),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
}
