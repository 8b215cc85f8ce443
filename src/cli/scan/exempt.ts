import type { Result } from "../review/report.ts";
import { mostNames } from "./tally.ts";

/** Objects of one namespace that one exemption holds for; the fields are an interface that scripts rely on. */
export interface ExemptCount {
  readonly namespace: string;
  readonly rule: string;
  readonly reason: string;
  /** The last day of the exemption, as YYYY-MM-DD; without one it never expires. */
  readonly expires?: string;
  readonly objects: number;
  /** `Kind/name` of the first five. */
  readonly names: readonly string[];
}

/** What the policy exempts from a rule that would deny it, by namespace, rule and exemption, in the order of the alphabet. */
export function countExempt(results: readonly Result[]): readonly ExemptCount[] {
  const counts = new Map<string, ExemptCount & { objects: number; names: string[] }>();
  for (const { kind, namespace, name, problems } of results) {
    const seen = new Set<string>();
    for (const { rule, exemption } of problems) {
      if (exemption === undefined) continue;
      const key = [namespace, rule, exemption.expires, exemption.reason].join(" ");
      // A rule counts once for an object, whatever it finds there.
      if (seen.has(key)) continue;
      seen.add(key);
      const count = counts.get(key) ?? { namespace, rule, ...exemption, objects: 0, names: [] };
      count.objects++;
      if (count.names.length < mostNames) count.names.push(`${kind}/${name}`);
      counts.set(key, count);
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
