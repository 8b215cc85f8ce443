import { parse } from "yaml";
import { answer } from "../src/admission/answer.ts";
import type { AdmissionResponse } from "../src/admission/types.ts";
import { Field } from "../src/field/field.ts";
import { isObject } from "../src/field/json.ts";
import { defaultPolicy } from "../src/policy/policy.ts";
import type { Rule } from "../src/rules/rule.ts";
import { vm } from "../test/support/vm.ts";

/** An example of a rule, sent to vmgate as the API server would when somebody creates it. */
export interface Example {
  /** What the example has instead of, or beside, what the least VirtualMachine has. */
  readonly fragment: unknown;
  /** The answer of /validate, under the default policy with the platform values that the rule's examples name. */
  readonly response: AdmissionResponse;
}

/** Runs one of a rule's two examples. */
export function runExample({ examples }: Rule, which: "refused" | "admitted"): Example {
  const patch: unknown = parse(examples[which]);
  const platform = { ...defaultPolicy.platform, ...examples.platform };
  const { review } = answer("validate", creation(vm(patch)), { ...defaultPolicy, platform }, 0);
  return { fragment: withoutNulls(patch), response: review.response };
}

function creation(object: unknown): unknown {
  const root = Field.root(object);
  const [group, version] = (root.at("apiVersion").string ?? "").split("/");
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "example",
      kind: { group, version, kind: root.at("kind").value },
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
