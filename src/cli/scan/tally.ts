import type { Problem, Result } from "../review/report.ts";

/** Most names that are kept for one rule of one namespace; more are only counted. */
export const mostNames = 5;

/** Objects of one namespace that one rule denies, or warns of; the fields are an interface that scripts rely on. */
export interface RuleCount {
  readonly namespace: string;
  readonly rule: string;
  readonly action: "enforce" | "warn" | "failed";
  readonly objects: number;
  /** `Kind/name` of the first five. */
  readonly names: readonly string[];
}

/** What rules do with objects, by namespace, rule and action, in the order of the alphabet. */
export function countByRule(results: readonly Result[]): readonly RuleCount[] {
  const counts = new Map<string, RuleCount & { objects: number; names: string[] }>();
  for (const { kind, namespace, name, verdict, problems } of results) {
    const seen = new Set<string>();
    for (const { rule, level } of problems) {
      const action = actionOf(verdict, level);
      const key = `${namespace} ${rule} ${action}`;
      // A rule counts once for an object, whatever it finds there.
      if (seen.has(key)) continue;
      seen.add(key);
      const count = counts.get(key) ?? { namespace, rule, action, objects: 0, names: [] };
      count.objects++;
      if (count.names.length < mostNames) count.names.push(`${kind}/${name}`);
      counts.set(key, count);
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function actionOf(verdict: Result["verdict"], level: Problem["level"]): RuleCount["action"] {
  if (level === "warning") return "warn";
  return verdict === "unreadable" ? "failed" : "enforce";
}

/** What refuses one result and not the other, which is of the same object under another policy. */
export function refusedOnlyIn(one: Result, other: Result): Result {
  const isError = ({ level }: Problem): boolean => level === "error";
  const known = new Set(other.problems.filter(isError).map(({ rule }) => rule));
  const problems = one.problems.filter((problem) => isError(problem) && !known.has(problem.rule));
  return { ...one, problems, verdict: problems.length === 0 ? "allowed" : one.verdict };
}
