import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import packageJson from "../../package.json" with { type: "json" };
import { ruleIds } from "../admission/rule-registry.ts";
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
  /** Notes when a certificate expires, in milliseconds since 1970. */
  setCertificateExpiry(certificate: "serving" | "authority", expiresAt: number): void;
  /** Notes that the content of the policy file is in force since `now`, or that it is invalid. */
  setPolicy(state: { readonly since: number } | "invalid"): void;
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
  const counters = register([registry]);
  const { reviews, violations, duration, badRequests, policyReloads, certificateReloads } = counters;
  const gauges = registerGauges([registry]);
  startAtZero(counters);

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
    setCertificateExpiry(certificate, expiresAt) {
      gauges.certificateExpiry.set({ certificate }, expiresAt / 1000);
    },
    setPolicy(state) {
      gauges.policyValid.set(state === "invalid" ? 0 : 1);
      if (state !== "invalid") gauges.policySince.set(state.since / 1000);
    },
  };
}

/** A series that appears with its first failure has no increase that an alert could see. */
function startAtZero({
  reviews,
  violations,
  policyReloads,
  certificateReloads,
}: ReturnType<typeof register>): void {
  for (const webhook of ["mutating", "validating"]) {
    for (const kind of kinds) {
      for (const operation of ["CREATE", "UPDATE"]) {
        for (const verdict of Object.values(verdicts)) reviews.inc({ webhook, kind, operation, verdict }, 0);
      }
    }
    for (const rule of ruleIds) {
      for (const action of ["enforce", "warn"]) violations.inc({ webhook, rule, action }, 0);
    }
  }
  for (const result of ["ok", "failed"]) {
    policyReloads.inc({ result }, 0);
    certificateReloads.inc({ result }, 0);
  }
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

/** What holds now. */
function registerGauges(registers: Registry[]) {
  const buildInfo = new Gauge({
    name: "vmgate_build_info",
    help: "The version that runs; always 1.",
    labelNames: ["version"],
    registers,
  });
  buildInfo.set({ version: packageJson.version }, 1);
  const certificateExpiry = new Gauge({
    name: "vmgate_certificate_expiry_timestamp_seconds",
    help: "When the serving certificate, and vmgate's own authority, expire.",
    labelNames: ["certificate"],
    registers,
  });
  const policyValid = new Gauge({
    name: "vmgate_policy_valid",
    help: "1 while the content of the policy file is in force, 0 while it is invalid and the previous policy is.",
    registers,
  });
  const policySince = new Gauge({
    name: "vmgate_policy_loaded_timestamp_seconds",
    help: "When the policy in force was loaded.",
    registers,
  });
  return { certificateExpiry, policyValid, policySince };
}
