import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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

/** The metrics that an expression names, each with what it is selected by. */
function usesIn(expression: string): readonly (readonly [name: string, matchers: string])[] {
  const found = [...expression.matchAll(/\b(vmgate_[a-z_]+)(?:\{([^}]*)\})?/g)];
  return found.map(([, name = "", matchers = ""]) => [name, matchers]);
}

/** The labels that an expression sums by. */
function labelsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(", "));
}

describe.for([
  ["templates/monitoring.yaml", /expr: (.+)/g, 7],
  ["dashboards/vmgate.json", /"expr": "(.+)"/g, 15],
] as const)("%s", ([file, pattern, atLeast]) => {
  const expressions = expressionsIn(file, pattern);
  const uses = expressions.flatMap(usesIn);

  test("names metrics that there are", () => {
    expect(uses.length).toBeGreaterThanOrEqual(atLeast);
    for (const [name] of uses) expect([...metrics.keys()]).toContain(name);
  });

  test("selects by values of their labels", () => {
    for (const [name, matchers] of uses) {
      for (const [, label = "", value = ""] of matchers.matchAll(/(\w+)="([^"]*)"/g)) {
        if (!added.includes(label))
          expect(metrics.get(name)?.labels[label], `${name} ${label}`).toContain(value);
      }
    }
  });

  test("sums by labels that they have", () => {
    for (const expression of expressions) {
      const labels = usesIn(expression).flatMap(([name]) => Object.keys(metrics.get(name)?.labels ?? {}));
      if (labels.length > 0)
        expect([...added, "le", ...labels], expression).toEqual(
          expect.arrayContaining([...labelsIn(expression)]),
        );
    }
  });
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
