import { injectionPlaces, skipReasons } from "../admission/injection-report.ts";
import { ruleIds } from "../admission/rule-registry.ts";
import { webhookKinds } from "../webhook/response.ts";
import { verdicts } from "./log.ts";

/** A metric of vmgate's; its name, labels and help text are what dashboards and alerts rely on. */
export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram";
  readonly name: string;
  readonly help: string;
  /** Each label, with the values that a counter has series for from the start; none: the first event makes one. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** What an administrator should be alerted to, in Markdown. */
  readonly alert: string;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

/**
 * The kinds and operations that have series of their own. Anyone who can reach the port can send any name: a name
 * that is not listed must not create a series.
 */
export const kinds: readonly string[] = [
  "VirtualMachine",
  "VirtualMachineInstance",
  "VirtualMachineInstanceReplicaSet",
  "VirtualMachinePool",
  "workload",
];
export const operations: readonly string[] = ["CREATE", "UPDATE"];

const results = ["ok", "failed"];
const nothing = "–";

/** Every metric of vmgate itself. A series that appears with its first failure has no increase that an alert could see. */
export const metricList = {
  buildInfo: {
    type: "gauge",
    name: "vmgate_build_info",
    help: "The version that runs; always 1.",
    labels: { version: [] },
    alert: nothing,
  },
  reviews: {
    type: "counter",
    name: "vmgate_reviews_total",
    help: "Admission reviews, by verdict.",
    labels: { webhook: webhookKinds, kind: kinds, operation: operations, verdict: Object.values(verdicts) },
    alert: 'an increase of `verdict="failed"`: a bug in vmgate, or a failed lookup',
  },
  violations: {
    type: "counter",
    name: "vmgate_violations_total",
    help: "Violations found, by rule and action.",
    labels: { webhook: webhookKinds, rule: ruleIds, action: ["enforce", "warn"] },
    alert: nothing,
  },
  injections: {
    type: "counter",
    name: "vmgate_injections_total",
    help: "Reviews after which the guest has the platform's cloud-init, by where it is.",
    labels: { kind: kinds.slice(0, 2), place: injectionPlaces },
    alert: nothing,
  },
  skips: {
    type: "counter",
    name: "vmgate_injections_skipped_total",
    help: "Reviews after which it has not, although the policy gives it some, by reason.",
    labels: { kind: kinds.slice(0, 2), reason: skipReasons },
    alert: 'an increase of `reason="policy"`: a value in it cannot be injected',
  },
  secretWrites: {
    type: "counter",
    name: "vmgate_secret_writes_total",
    help: "Secrets that vmgate keeps: written, or found to be right (ok), or not written (failed).",
    labels: { secret: ["derived", "certificate"], result: results },
    alert: 'an increase of `result="failed"`',
  },
  duration: {
    type: "histogram",
    name: "vmgate_review_duration_seconds",
    help: "Time from a request's headers to its response.",
    labels: { webhook: webhookKinds },
    alert: "the 99th percentile over one second: add replicas",
    // A review takes well under a millisecond; past the webhooks' five seconds nobody waits.
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5],
  },
  badRequests: {
    type: "counter",
    name: "vmgate_bad_requests_total",
    help: "Requests rejected before review, by HTTP status.",
    labels: { status: ["400", "403", "404", "405", "408", "413", "415", "500", "503"] },
    alert: "a steady increase: somebody else is calling the port",
  },
  policyReloads: {
    type: "counter",
    name: "vmgate_policy_reloads_total",
    help: "Changes of the policy file that took effect (ok) or were rejected (failed).",
    labels: { result: results },
    alert: 'an increase of `result="failed"`',
  },
  policyValid: {
    type: "gauge",
    name: "vmgate_policy_valid",
    help: "1 while the content of the policy file is in force, 0 while it is invalid and the previous policy is.",
    labels: {},
    alert: "0 for ten minutes",
  },
  policyHash: {
    type: "gauge",
    name: "vmgate_policy_hash",
    help: "The policy in force as a number: replicas with the same policy have the same; 0 for the one built in.",
    labels: {},
    alert: "replicas that differ for ten minutes",
  },
  policyLoaded: {
    type: "gauge",
    name: "vmgate_policy_loaded_timestamp_seconds",
    help: "When the policy in force was loaded.",
    labels: {},
    alert: nothing,
  },
  policyError: {
    type: "gauge",
    name: "vmgate_policy_last_error_timestamp_seconds",
    help: "When the policy file was last found to be invalid; 0 for never.",
    labels: {},
    alert: nothing,
  },
  certificateReloads: {
    type: "counter",
    name: "vmgate_certificate_reloads_total",
    help: "Changes of the certificate that took effect (ok) or were rejected (failed).",
    labels: { result: results },
    alert: 'an increase of `result="failed"`',
  },
  certificateExpiry: {
    type: "gauge",
    name: "vmgate_certificate_expiry_timestamp_seconds",
    help: "When the serving certificate, vmgate's own authority, and the last of a caBundle expire.",
    labels: { certificate: ["serving", "authority", "bundle"] },
    alert: "less than seven days from now",
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
