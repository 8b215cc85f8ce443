import { watchedResources } from "../../admission/resources.ts";
import type { Result } from "../review/report.ts";
import { countByRule, type RuleCount } from "./tally.ts";

/** A report of a namespace: a PolicyReport of wgpolicyk8s.io/v1alpha2, which dashboards for several policy engines read. */
export interface PolicyReport {
  readonly apiVersion: "wgpolicyk8s.io/v1alpha2";
  readonly kind: "PolicyReport";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly results: readonly object[];
  readonly summary: Readonly<Record<"pass" | "fail" | "warn" | "error" | "skip", number>>;
}

/** The label by which vmgate knows its own reports. */
export const reportLabel = { "app.kubernetes.io/managed-by": "vmgate" };

const resultNames = { enforce: "fail", warn: "warn", failed: "error" } as const;

/**
 * A report for each namespace in which something would be denied, would be warned of, or could not be judged; none for the
 * others. It has at most one result for each rule and action, which names five objects and counts the others, so its
 * size does not grow with the number of objects.
 */
export function policyReports(results: readonly Result[]): readonly PolicyReport[] {
  const byNamespace = new Map<string, RuleCount[]>();
  for (const count of countByRule(results)) {
    const own = byNamespace.get(count.namespace) ?? [];
    own.push(count);
    byNamespace.set(count.namespace, own);
  }
  return [...byNamespace].map(([namespace, own]) => ({
    apiVersion: "wgpolicyk8s.io/v1alpha2",
    kind: "PolicyReport",
    metadata: { name: "vmgate", namespace, labels: reportLabel },
    results: own.map(resultOf),
    summary: {
      pass: 0,
      skip: 0,
      fail: sum(own, "enforce"),
      warn: sum(own, "warn"),
      error: sum(own, "failed"),
    },
  }));
}

function sum(counts: readonly RuleCount[], wanted: RuleCount["action"]): number {
  return counts.reduce((total, { action, objects }) => total + (action === wanted ? objects : 0), 0);
}

const words = { enforce: "would be denied", warn: "would be warned of", failed: "could not be judged" };

function resultOf({ namespace, rule, action, objects, names }: RuleCount): object {
  const more = objects > names.length ? `, ${objects - names.length} of them not listed` : "";
  return {
    source: "vmgate",
    policy: "vmgate",
    rule,
    result: resultNames[action],
    message: `${objects} ${objects === 1 ? "object" : "objects"} ${words[action]}${more}`,
    resources: names.map((name) => resourceOf(namespace, name)),
    properties: { objects: String(objects), notListed: String(objects - names.length) },
  };
}

/** The reference to an object that is named `Kind/name`. */
function resourceOf(namespace: string, text: string): object {
  const slash = text.indexOf("/");
  const [kind, name] = [text.slice(0, slash), text.slice(slash + 1)];
  const { group = "", versions: [version = ""] = [] } =
    watchedResources.find((resource) => resource.kind === kind) ?? {};
  return { apiVersion: `${group}/${version}`, kind, namespace, name };
}
