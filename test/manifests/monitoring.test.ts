import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { metricList, type MetricDefinition } from "../../src/server/metric-list.ts";

const chart = join(import.meta.dirname, "..", "..", "manifests", "chart");
const metrics = new Map<string, MetricDefinition>(
  Object.values<MetricDefinition>(metricList).flatMap((metric) =>
    metric.type === "histogram" ? [[`${metric.name}_bucket`, metric]] : [[metric.name, metric]],
  ),
);
/** Labels that Prometheus adds to everything that it reads from a pod. */
const added = ["namespace", "pod"];

/** The expressions of PromQL in a file. */
function expressionsIn(file: string, pattern: RegExp): readonly string[] {
  const text = readFileSync(join(chart, file), "utf8");
  return [...text.matchAll(pattern)].map(([, expression = ""]) => expression.replaceAll('\\"', '"'));
}

test.for([
  ["templates/monitoring.yaml", /expr: (.+)/g, 8],
  ["dashboards/vmgate.json", /"expr": "(.+)"/g, 15],
] as const)("%s names metrics, labels and values that there are", ([file, pattern, atLeast]) => {
  const expressions = expressionsIn(file, pattern);
  const uses = expressions.flatMap((expression) => [
    ...expression.matchAll(/\b(vmgate_[a-z_]+)(?:\{([^}]*)\})?/g),
  ]);
  expect(uses.length).toBeGreaterThanOrEqual(atLeast - 2);
  for (const [, name = "", matchers = ""] of uses) {
    const metric = metrics.get(name);
    expect(metric, name).toBeDefined();
    for (const [, label = "", value = ""] of matchers.matchAll(/(\w+)="([^"]*)"/g)) {
      if (added.includes(label)) continue;
      expect(metric?.labels[label], `${name} ${label}`).toContain(value);
    }
  }
  for (const expression of expressions) {
    const [, name = ""] = /\b(vmgate_[a-z_]+)/.exec(expression) ?? [];
    const known = [...added, "le", ...Object.keys(metrics.get(name)?.labels ?? {})];
    const by = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(", "));
    if (name !== "") expect(known, expression).toEqual(expect.arrayContaining(by));
  }
});

test("every metric is on the dashboard but those that only tell when", () => {
  const dashboard = readFileSync(join(chart, "dashboards", "vmgate.json"), "utf8");
  const missing = [...metrics.keys()].filter((name) => !dashboard.includes(name));
  expect(missing).toEqual([metricList.policyError.name]);
});

test("every metric with something to alert on but the reload counters has an alert", () => {
  const rules = readFileSync(join(chart, "templates", "monitoring.yaml"), "utf8");
  const expected = [...metrics].filter(([, { alert }]) => alert !== "–").map(([name]) => name);
  expect(expected.filter((name) => !rules.includes(name))).toEqual([
    // Whoever runs vmgate knows how much of it is usual.
    "vmgate_injections_skipped_total",
    "vmgate_bad_requests_total",
    // What follows from a rejected change has an alert of its own.
    "vmgate_policy_reloads_total",
    "vmgate_certificate_reloads_total",
  ]);
});
