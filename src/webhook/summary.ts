import { nameOf, type AdmissionRequest } from "../admission/admission-review.ts";
import type { InjectionReport } from "../admission/injection-report.ts";
import type { Finding } from "../field/error.ts";

/** What became of a request: admitted, refused, or not decided because a rule threw. */
export type AdmissionOutcome = "allowed" | "denied" | "errored";

/** What may be logged and counted of a request: names and rule ids, never an object's content. */
export interface AdmissionSummary {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly operation: string;
  readonly outcome: AdmissionOutcome;
  /** The rules that were violated, each with its action. */
  readonly findings: readonly Pick<Finding, "rule" | "action">[];
  readonly injection?: InjectionReport;
}

/** Summarises a request and what became of it. */
export function summarise(
  request: AdmissionRequest,
  outcome: AdmissionOutcome,
  { findings, injection }: Pick<AdmissionSummary, "findings" | "injection">,
): AdmissionSummary {
  return {
    uid: request.uid,
    kind: request.kind.kind,
    namespace: request.namespace,
    name: nameOf(request),
    operation: request.operation,
    outcome,
    findings: findings.map(({ rule, action }) => ({ rule, action })),
    ...(injection === undefined ? {} : { injection }),
  };
}
