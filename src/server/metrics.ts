import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import packageJson from "../../package.json" with { type: "json" };
import type { WebhookKind } from "../webhook/response.ts";
import type { AdmissionSummary } from "../webhook/summary.ts";
import { verdicts } from "./log.ts";
import { kinds, metricList as list, operations, type MetricDefinition } from "./metric-list.ts";

/** The policy in force, as metrics tell of it. */
interface PolicyInForce {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly hash: number;
}

/** What the server counts. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts one review and how long it took, from the request's headers to the answer. */
  countReview(webhook: WebhookKind, summary: AdmissionSummary, seconds: number): void;
  /** Counts a request rejected before review, by its HTTP status. */
  countBadRequest(status: number): void;
  /** Counts a Secret that was to be kept right. */
  countSecretWrite(secret: "derived" | "certificate", result: "ok" | "failed"): void;
  /** Counts a change of the policy file, accepted or not. */
  countPolicyReload(result: "ok" | "failed"): void;
  /** Counts a change of the certificate, accepted or not. */
  countCertificateReload(result: "ok" | "failed"): void;
  /** Notes when a certificate expires, in milliseconds since 1970. */
  setCertificateExpiry(certificate: "serving" | "authority" | "bundle", expiresAt: number): void;
  /** Notes that the content of the policy file is in force, or that it was found to be invalid, in milliseconds since 1970. */
  setPolicy(state: PolicyInForce | { readonly invalidAt: number }): void;
}

/** Makes the metrics, in a registry of their own, with those of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const reviews = counter(list.reviews, registry);
  const violations = counter(list.violations, registry);
  const injections = counter(list.injections, registry);
  const skips = counter(list.skips, registry);
  const duration = histogram(list.duration, registry);
  const badRequests = counter(list.badRequests, registry);
  const secretWrites = counter(list.secretWrites, registry);
  const policyReloads = counter(list.policyReloads, registry);
  const certificateReloads = counter(list.certificateReloads, registry);
  const certificateExpiry = gauge(list.certificateExpiry, registry);
  gauge(list.buildInfo, registry).set({ version: packageJson.version }, 1);

  return {
    registry,
    countReview(webhook, summary, seconds) {
      const kind = known(kinds, summary.kind);
      const operation = known(operations, summary.operation);
      reviews.inc({ webhook, kind, operation, verdict: verdicts[summary.outcome] });
      for (const { rule, action } of summary.findings) violations.inc({ webhook, rule, action });
      const { place, skipped = [] } = summary.injection ?? {};
      if (place !== undefined) injections.inc({ kind, place });
      for (const reason of skipped) skips.inc({ kind, reason });
      duration.observe({ webhook }, seconds);
    },
    countBadRequest(status) {
      badRequests.inc({ status });
    },
    countSecretWrite(secret, result) {
      secretWrites.inc({ secret, result });
    },
    countPolicyReload(result) {
      policyReloads.inc({ result });
    },
    countCertificateReload(result) {
      certificateReloads.inc({ result });
    },
    setCertificateExpiry(certificate, expiresAt) {
      certificateExpiry.set({ certificate }, expiresAt / 1000);
    },
    setPolicy: policyGauges(registry),
  };
}

function policyGauges(registry: Registry): Metrics["setPolicy"] {
  const valid = gauge(list.policyValid, registry);
  const hash = gauge(list.policyHash, registry);
  const loaded = gauge(list.policyLoaded, registry);
  const failed = gauge(list.policyError, registry);
  return (state) => {
    valid.set("since" in state ? 1 : 0);
    if ("since" in state) {
      hash.set(state.hash);
      loaded.set(state.since / 1000);
    } else {
      failed.set(state.invalidAt / 1000);
    }
  };
}

function known(names: readonly string[], name: string): string {
  return names.includes(name) ? name : "other";
}

function counter(definition: MetricDefinition, registry: Registry): Counter {
  const made = new Counter(settings(definition, registry));
  for (const labels of combinations(definition.labels)) made.inc(labels, 0);
  return made;
}

function gauge(definition: MetricDefinition, registry: Registry): Gauge {
  return new Gauge(settings(definition, registry));
}

function histogram(definition: MetricDefinition, registry: Registry): Histogram {
  const { labels, buckets = [] } = definition;
  const made = new Histogram({ ...settings(definition, registry), buckets: [...buckets] });
  for (const each of combinations(labels)) made.zero(each);
  return made;
}

function settings({ name, help, labels }: MetricDefinition, registry: Registry) {
  return { name, help, labelNames: Object.keys(labels), registers: [registry] };
}

/** Each label with each of its values. */
function combinations(labels: MetricDefinition["labels"]): readonly Readonly<Record<string, string>>[] {
  return Object.entries(labels).reduce<readonly Readonly<Record<string, string>>[]>(
    (all, [label, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );
}
