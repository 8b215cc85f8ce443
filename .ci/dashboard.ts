import { metricList } from "../src/server/metric-list.ts";

/** The dashboard, from the root of the repository; the chart makes a ConfigMap of it. */
const file = "manifests/chart/dashboards/vmgate.json";

type List = typeof metricList;
type MetricId = keyof List;
type LabelOf<Id extends MetricId> = keyof List[Id]["labels"] & string;

/** What a panel shows: an expression of PromQL, and the name of each line in its legend. */
interface Query {
  readonly expr: string;
  readonly legendFormat: string;
}

/** The pods that are looked at. */
const pods = 'namespace="$namespace"';

function legend(labels: readonly string[]): string {
  return labels.map((label) => `{{${label}}}`).join(" ");
}

/** How often something happens, by labels that the metric has; no other compiles. */
function rateOf<Id extends MetricId>(id: Id, ...by: readonly LabelOf<Id>[]): Query {
  const expr = `sum by (${by.join(", ")}) (rate(${metricList[id].name}{${pods}}[$__rate_interval]))`;
  return { expr, legendFormat: legend(by) };
}

function quantileOf(quantile: number): Query {
  const buckets = `rate(${metricList.duration.name}_bucket{${pods}}[$__rate_interval])`;
  const expr = `histogram_quantile(${quantile}, sum by (le, webhook) (${buckets}))`;
  return { expr, legendFormat: `${quantile * 100} % {{webhook}}` };
}

/** A gauge of each pod; `minus` is taken from it. */
function valueOf<Id extends MetricId>(id: Id, label: LabelOf<Id> | "pod", minus = ""): Query {
  return { expr: `${metricList[id].name}{${pods}}${minus}`, legendFormat: legend(["pod", label]) };
}

/** The panels in the order of reading, each with its unit as Grafana calls it. */
const panels: readonly (readonly [title: string, unit: string, ...queries: readonly Query[]])[] = [
  ["Reviews", "reqps", rateOf("reviews", "webhook", "verdict")],
  ["Time of a review", "s", quantileOf(0.5), quantileOf(0.99)],
  ["Violations by rule", "ops", rateOf("violations", "rule", "action")],
  ["Requests that are no reviews", "reqps", rateOf("badRequests", "status")],
  ["Platform cloud-init, by place", "ops", rateOf("injections", "kind", "place")],
  ["Platform cloud-init left out, by reason", "ops", rateOf("skips", "kind", "reason")],
  ["Secrets", "ops", rateOf("secretWrites", "secret", "result")],
  [
    "Changes of policy and certificate",
    "ops",
    rateOf("policyReloads", "result"),
    rateOf("certificateReloads", "result"),
  ],
  ["Policy in force (1) or file invalid (0)", "none", valueOf("policyValid", "pod")],
  ["Policy, as a number", "none", valueOf("policyHash", "pod")],
  [
    "Age of the policy",
    "s",
    { ...valueOf("policyLoaded", "pod"), expr: `time() - ${valueOf("policyLoaded", "pod").expr}` },
  ],
  ["Certificates expire in", "s", valueOf("certificateExpiry", "certificate", " - time()")],
  ["Version", "none", valueOf("buildInfo", "version")],
];

const datasource = { type: "prometheus", uid: "${datasource}" };
const [width, height] = [12, 8];

function panel([title, unit, ...queries]: (typeof panels)[number], index: number): object {
  return {
    id: index + 1,
    type: "timeseries",
    title,
    datasource,
    gridPos: { x: (index % 2) * width, y: Math.floor(index / 2) * height, w: width, h: height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map((query, n) => ({ refId: String.fromCharCode(65 + n), datasource, ...query })),
  };
}

/** The Grafana dashboard, which can name only metrics and labels that there are. */
export function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const query = `label_values(${metricList.buildInfo.name}, namespace)`;
  const dashboard = {
    uid: "vmgate",
    title: "vmgate",
    tags: ["kubevirt", "vmgate"],
    schemaVersion: 39,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [
        { name: "datasource", type: "datasource", query: "prometheus" },
        { name: "namespace", type: "query", datasource, query, refresh: 2 },
      ],
    },
    panels: panels.map(panel),
  };
  return Promise.resolve({ [file]: `${JSON.stringify(dashboard, null, 2)}\n` });
}
