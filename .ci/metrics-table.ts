import { markdownTable } from "../src/cli/markdown-table.ts";
import { metricList, type MetricDefinition } from "../src/server/metric-list.ts";

/** The metrics of the server as a Markdown table, in the order of the list, for their document. */
export function metricsTable(): string {
  const rows = Object.values(metricList).map(({ name, help, labels, alert }: MetricDefinition) => {
    const names = Object.keys(labels).map((label) => `\`${label}\``);
    return [`\`${name}\``, help.replace(/\.$/, ""), names.join(", ") || "–", alert];
  });
  return markdownTable([["metric", "what it is", "labels", "alert on"], ...rows]);
}
