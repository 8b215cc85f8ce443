import type { ViolationType } from "../field/violation.ts";
import { formatPath } from "../field/path.ts";
import type { Violation } from "./judge.ts";

/** Kubernetes' words for each type, and its cause reason (apimachinery, pkg/util/validation/field). */
export const typeWords: Readonly<Record<ViolationType, { readonly label: string; readonly reason: string }>> =
  {
    required: { label: "Required value", reason: "FieldValueRequired" },
    invalid: { label: "Invalid value", reason: "FieldValueInvalid" },
    notSupported: { label: "Unsupported value", reason: "FieldValueNotSupported" },
    forbidden: { label: "Forbidden", reason: "FieldValueForbidden" },
    tooLong: { label: "Too long", reason: "FieldValueTooLong" },
    tooMany: { label: "Too many", reason: "FieldValueTooMany" },
    duplicate: { label: "Duplicate value", reason: "FieldValueDuplicate" },
  };

/** A violation as kubectl shows it behind its field: `Forbidden: 72 vCPUs; at most 64; lower one [max-vcpus]`. */
export function formatCause({ type, found, allowed, fix, rule }: Violation): string {
  return `${typeWords[type].label}: ${found}; ${allowed}; ${fix} [${rule}]`;
}

/** A violation on a line of its own, its field in front. */
export function formatViolation(violation: Violation): string {
  return `${formatPath(violation.path)}: ${formatCause(violation)}`;
}
