import type { Decision } from "../admission/admit.ts";
import {
  nameOf,
  type AdmissionRequest,
  type AdmissionResponse,
  type AdmissionReview,
  type PatchOperation,
} from "../admission/admission-review.ts";
import type { Finding } from "../field/error.ts";
import { errorTypes, formatCause, formatFinding } from "../field/format.ts";
import { formatPath } from "../field/path.ts";
import { truncateWarnings } from "./warnings.ts";

/** The two webhooks. */
export const webhookKinds = ["mutating", "validating"] as const;

/** Which of the two webhooks was called. */
export type WebhookKind = (typeof webhookKinds)[number];

type Response = Omit<AdmissionResponse, "uid" | "warnings">;

/** Whether the request is denied, whichever webhook was called: where a finding is enforced. */
export function isDenied(decision: Decision): boolean {
  return enforcedOf(decision).length > 0;
}

function enforcedOf({ findings }: Decision): readonly Finding[] {
  return findings.filter(({ action }) => action === "enforce");
}

/**
 * The response to a request on which the engine has decided: denied where a finding is enforced, else
 * allowed, with the patch where the mutating webhook was asked. Warnings about rules are given by the
 * validating webhook, those about injection by the mutating one, so that no warning is shown twice.
 */
export function toResponse(
  webhook: WebhookKind,
  request: AdmissionRequest,
  decision: Decision,
): AdmissionReview {
  const enforced = enforcedOf(decision);
  if (enforced.length > 0) {
    const warnings = [...decision.injectionWarnings, ...decision.warnings];
    return complete(request, denied(request, enforced, decision.contact), warnings);
  }
  return webhook === "mutating"
    ? complete(request, allowed(decision.patch), decision.injectionWarnings)
    : complete(request, allowed([]), decision.warnings);
}

/** The response to a request in which a rule threw: nothing is admitted without having been validated. */
export function toErrorResponse(request: AdmissionRequest, rule: string): AdmissionReview {
  return complete(request, errored(request, rule), []);
}

/** The AdmissionReview of a response: the uid is echoed, warnings are made to fit. */
function complete(
  request: AdmissionRequest,
  response: Response,
  warnings: readonly string[],
): AdmissionReview {
  const fitting = truncateWarnings(warnings);
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: { uid: request.uid, ...response, ...(fitting.length > 0 ? { warnings: fitting } : {}) },
  };
}

function allowed(patch: readonly PatchOperation[]): Response {
  if (patch.length === 0) return { allowed: true };
  return {
    allowed: true,
    patchType: "JSONPatch",
    patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
  };
}

/** Most findings that a response lists: more than a real VM has, and more than anybody reads. */
const mostCauses = 100;

/** Longer than any name in Kubernetes, of which the longest has 253 characters. */
const longestName = 256;

/**
 * Denied as invalid, with one cause for each finding. kubectl shows the causes and hides the message, except
 * when a file holds two refused objects; other clients show only the message, so it lists them all as well. Past a
 * hundred they are counted: a response stays small, whatever was sent.
 */
function denied(request: AdmissionRequest, findings: readonly Finding[], contact?: string): Response {
  const name = nameOf(request).slice(0, longestName);
  const { group, kind } = request.kind;
  // kubectl shows nothing but causes, so whom to ask is one of them.
  const ask =
    contact === undefined ? [] : [{ reason: "FieldValueForbidden", field: "contact", message: contact }];
  const listed = findings.slice(0, mostCauses);
  const others = [...uncounted(findings.length - listed.length), ...ask];
  const causes = [...listed.map(causeOf), ...others];
  const lines = [...listed.map(formatFinding), ...others.map(({ field, message }) => `${field}: ${message}`)];
  return {
    allowed: false,
    status: {
      code: 422,
      reason: "Invalid",
      message: [`${kind} "${name}" is invalid:`, ...lines].join("\n"),
      details: { group, kind, name, causes },
    },
  };
}

interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

function uncounted(count: number): readonly Cause[] {
  if (count === 0) return [];
  const message = `${count} more findings; "vmgate review" shows them all`;
  return [{ reason: errorTypes.tooMany.reason, field: "spec", message }];
}

function causeOf(finding: Finding): Cause {
  return {
    reason: errorTypes[finding.type].reason,
    field: formatPath(finding.path),
    message: formatCause(finding),
  };
}

function errored(request: AdmissionRequest, rule: string): Response {
  return {
    allowed: false,
    status: {
      code: 500,
      reason: "InternalError",
      message: `internal error in rule ${rule}: this is a bug in vmgate, not in your VM. See the vmgate log for uid ${request.uid} [${rule}]`,
    },
  };
}
