import { formatPath } from "../field/path.ts";
import type { Violation } from "./judge.ts";
import { formatCause, formatViolation, typeWords } from "./message.ts";
import { encodeBase64 } from "../user-data/base64.ts";
import type { AdmissionRequest, AdmissionResponse, AdmissionReview, PatchOperation } from "./types.ts";
import { fitWarnings } from "./warnings.ts";
import { nameOf } from "./review.ts";

/** The review that answers a request: the uid is echoed, warnings are fitted. */
export function respond(
  request: AdmissionRequest,
  response: Omit<AdmissionResponse, "uid" | "warnings">,
  warnings: readonly string[],
): AdmissionReview {
  const fitted = fitWarnings(warnings);
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: { uid: request.uid, ...response, ...(fitted.length > 0 ? { warnings: fitted } : {}) },
  };
}

/** Admitted, with what was filled in. */
export function allowed(patch: readonly PatchOperation[]): Omit<AdmissionResponse, "uid"> {
  if (patch.length === 0) return { allowed: true };
  return {
    allowed: true,
    patchType: "JSONPatch",
    patch: encodeBase64(new TextEncoder().encode(JSON.stringify(patch))),
  };
}

/**
 * Refused as invalid, every violation a cause. kubectl shows the causes and hides the message, except where
 * a file holds two refused objects; other clients show the message alone: so it holds them all too.
 */
export function refused(
  request: AdmissionRequest,
  violations: readonly Violation[],
  hint: string | undefined,
): Omit<AdmissionResponse, "uid"> {
  const name = nameOf(request);
  const { group, kind } = request.kind;
  const lines = [...violations.map(formatViolation), ...(hint === undefined ? [] : [hint])];
  return {
    allowed: false,
    status: {
      code: 422,
      reason: "Invalid",
      message: `${kind} "${name}" is not admitted:\n${lines.join("\n")}`,
      details: {
        group,
        kind,
        name,
        causes: [...violations.map(causeOf), ...(hint === undefined ? [] : [hintCause(hint)])],
      },
    },
  };
}

function causeOf(violation: Violation): { reason: string; field: string; message: string } {
  return {
    reason: typeWords[violation.type].reason,
    field: formatPath(violation.path),
    message: formatCause(violation),
  };
}

function hintCause(hint: string): { reason: string; field: string; message: string } {
  return { reason: typeWords.forbidden.reason, field: "metadata.ownerReferences", message: hint };
}

/** A rule of ours threw: the machine is not let through unjudged, and the administrator is told where to look. */
export function failed(request: AdmissionRequest, rule: string): Omit<AdmissionResponse, "uid"> {
  return {
    allowed: false,
    status: {
      code: 500,
      reason: "InternalError",
      message: `vmgate failed in rule ${rule}; this is not the machine's fault. The log has the stack under uid ${request.uid} [${rule}]`,
    },
  };
}
