import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { WebhookKind } from "../webhook/response.ts";
import { verdicts } from "./log.ts";
import type { AdmissionSummary } from "../webhook/summary.ts";

/** What the server counts. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts one review and how long it took, from the request's headers to the answer. */
  countReview(webhook: WebhookKind, summary: AdmissionSummary, seconds: number): void;
  /** Counts a request rejected before review, by its HTTP status. */
  countBadRequest(status: number): void;
  /** Counts a change of the policy file, accepted or not. */
  countPolicyReload(result: "ok" | "failed"): void;
  /** Counts a change of the certificate files, accepted or not. */
  countCertificateReload(result: "ok" | "failed"): void;
}

/**
 * The kinds and operations that have series of their own. Anyone who can reach the port can send any name: a name
 * that is not listed must not create a series.
 */
const kinds: readonly string[] = [
  "VirtualMachine",
  "VirtualMachineInstance",
  "VirtualMachineInstanceReplicaSet",
  "VirtualMachinePool",
  "workload",
];
const operations: readonly string[] = ["CREATE", "UPDATE", "DELETE", "CONNECT"];

/** Seconds: a review takes well under a millisecond; past the webhooks' five seconds nobody waits. */
const durationBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** Makes the metrics, in a registry of their own, with those of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { reviews, violations, duration, badRequests, policyReloads, certificateReloads } = register([
    registry,
  ]);

  return {
    registry,
    countReview(webhook, summary, seconds) {
      const kind = known(kinds, summary.kind);
      reviews.inc({
        webhook,
        kind,
        operation: known(operations, summary.operation),
        verdict: verdicts[summary.outcome],
      });
      for (const { rule, action } of summary.findings) violations.inc({ webhook, rule, action });
      duration.observe({ webhook }, seconds);
    },
    countBadRequest(status) {
      badRequests.inc({ status });
    },
    countPolicyReload(result) {
      policyReloads.inc({ result });
    },
    countCertificateReload(result) {
      certificateReloads.inc({ result });
    },
  };
}

function known(names: readonly string[], name: string): string {
  return names.includes(name) ? name : "other";
}

/** The metrics of vmgate itself; their names, labels and help texts are what dashboards and alerts rely on. */
function register(registers: Registry[]) {
  const reviews = new Counter({
    name: "vmgate_reviews_total",
    help: "Admission reviews, by verdict.",
    labelNames: ["webhook", "kind", "operation", "verdict"],
    registers,
  });
  const violations = new Counter({
    name: "vmgate_violations_total",
    help: "Violations found, by rule and action.",
    labelNames: ["webhook", "rule", "action"],
    registers,
  });
  const duration = new Histogram({
    name: "vmgate_review_duration_seconds",
    help: "Time from a request's headers to its response.",
    labelNames: ["webhook"],
    buckets: durationBuckets,
    registers,
  });
  const badRequests = new Counter({
    name: "vmgate_bad_requests_total",
    help: "Requests rejected before review (HTTP 4xx/5xx).",
    labelNames: ["status"],
    registers,
  });
  const policyReloads = new Counter({
    name: "vmgate_policy_reloads_total",
    help: "Changes of the policy file that took effect (ok) or were rejected (failed).",
    labelNames: ["result"],
    registers,
  });
  const certificateReloads = new Counter({
    name: "vmgate_certificate_reloads_total",
    help: "Changes of the certificate files that took effect (ok) or were rejected (failed).",
    labelNames: ["result"],
    registers,
  });
  return { reviews, violations, duration, badRequests, policyReloads, certificateReloads };
}
