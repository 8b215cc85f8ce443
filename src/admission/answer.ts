import type { DerivedSecret } from "../cloud-init/derived-secret.ts";
import type { Policy } from "../policy/policy.ts";
import { decodeReview } from "./decode.ts";
import { RuleError } from "./judge.ts";
import { allowed, failed, refused, respond } from "./response.ts";
import { nameOf, review, reviewStored, type Review } from "./review.ts";
import type { Start } from "./start.ts";
import type { AdmissionRequest, AdmissionReview } from "./types.ts";

export { DecodeError } from "./decode.ts";

/** Which webhook was called: the one that fills in, or the one that has the last word. */
export type Door = "mutate" | "validate";

/** An answer to the API server, and what may be logged and counted of it: never an object's content. */
export interface Answer {
  readonly review: AdmissionReview;
  readonly summary: Summary;
  /** What must be written before this may be given. */
  readonly secret?: DerivedSecret;
  /** What kept the cluster from doing its part at a start, in words; for the administrator's log. */
  readonly trouble?: string;
  /** What a rule of ours threw; for the log alone. */
  readonly failure?: unknown;
}

export interface Summary {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly operation: string;
  readonly verdict: "allowed" | "refused" | "failed";
  /** The ids of the rules that were violated, with the action of each. */
  readonly violations: readonly { readonly rule: string; readonly action: "enforce" | "warn" }[];
}

/**
 * Answers the body of a call to one of the two webhooks, without a cluster.
 * @throws DecodeError when the body is no AdmissionReview.
 */
export function answer(door: Door, body: unknown, policy: Policy, now: number): Answer {
  return answerRequest(door, decodeReview(body), policy, now);
}

/** Answers a request; `start` says how an instance that KubeVirt makes is injected. */
export function answerRequest(
  door: Door,
  request: AdmissionRequest,
  policy: Policy,
  now: number,
  start: Start = "inline",
): Answer {
  try {
    const isMutating = door === "mutate";
    const result = isMutating ? review(request, policy, now, start) : reviewStored(request, policy, now);
    return conclude(door, request, result);
  } catch (error) {
    const rule = error instanceof RuleError ? error.rule : "engine";
    return {
      review: respond(request, failed(request, rule), []),
      summary: summarise(request, "failed", []),
      failure: error instanceof RuleError ? error.cause : error,
    };
  }
}

/** Warnings about rules are given by /validate, those about injection by /mutate, so that nothing is said twice. */
function conclude(door: Door, request: AdmissionRequest, result: Review): Answer {
  const enforced = result.violations.filter(({ action }) => action === "enforce");
  if (enforced.length > 0) {
    const warnings = [...result.injectionWarnings, ...result.warnings];
    return {
      review: respond(request, refused(request, enforced, result.hint), warnings),
      summary: summarise(request, "refused", result.violations),
    };
  }
  const [patch, warnings] =
    door === "mutate" ? [result.patch, result.injectionWarnings] : [[], result.warnings];
  return {
    review: respond(request, allowed(patch), warnings),
    summary: summarise(request, "allowed", result.violations),
    ...(result.secret === undefined ? {} : { secret: result.secret }),
  };
}

function summarise(
  request: AdmissionRequest,
  verdict: Summary["verdict"],
  violations: Summary["violations"],
): Summary {
  return {
    uid: request.uid,
    kind: request.kind.kind,
    namespace: request.namespace,
    name: nameOf(request),
    operation: request.operation,
    verdict,
    violations: violations.map(({ rule, action }) => ({ rule, action })),
  };
}
