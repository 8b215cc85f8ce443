import { admit as admitCompiled, type Decision } from "../../src/admission/admit.ts";
import type { AdmissionRequest } from "../../src/admission/admission-review.ts";
import { formatPath } from "../../src/field/path.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";

/** A day on which tests happen, in milliseconds since 1970. */
export const today = Date.UTC(2026, 5, 15, 12);

/** The request of a person who creates an object; changes go over it. */
export function request(object: unknown, changes: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return {
    uid: "7c1f9f0e-0000-4000-8000-000000000001",
    kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" },
    subResource: "",
    name: "web",
    namespace: "shop",
    operation: "CREATE",
    username: "ada",
    isDryRun: false,
    object,
    oldObject: null,
    ...changes,
  };
}

/** Decides about a request under a policy as it is written. */
export function admit(
  admitted: AdmissionRequest,
  policy: Policy = defaultPolicy,
  now: number = today,
): Decision {
  return admitCompiled(admitted, createEngine(policy), now);
}

/** Reviews the creation of an object. */
export function create(object: unknown, policy: Policy = defaultPolicy): Decision {
  return admit(request(object), policy);
}

/** Reviews an update; changes go over the request. */
export function update(
  oldObject: unknown,
  object: unknown,
  policy: Policy = defaultPolicy,
  changes: Partial<AdmissionRequest> = {},
): Decision {
  return admit(request(object, { operation: "UPDATE", oldObject, ...changes }), policy);
}

/** The violations as "action rule path", in their order. */
export function findingsOf({ findings: violations }: Decision): readonly string[] {
  return violations.map(({ action, rule, path }) => `${action} ${rule} ${formatPath(path)}`);
}
