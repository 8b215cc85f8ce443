import type { Problem, Result } from "../review/report.ts";
import { type Counted, ObjectGroups } from "./object-groups.ts";

/** Objects of one namespace that one rule denies, or warns of; the fields are an interface that scripts rely on. */
export interface RuleCount extends Counted {
  readonly namespace: string;
  readonly rule: string;
  readonly action: "enforce" | "warn" | "failed";
}

type RuleGroup = Omit<RuleCount, keyof Counted>;

/** What rules do with objects, by namespace, rule and action, in the order of the alphabet. */
export function countByRule(results: readonly Result[]): readonly RuleCount[] {
  const keyOf = ({ namespace, rule, action }: RuleGroup): string => `${namespace} ${rule} ${action}`;
  return groupProblems(results, keyOf, ({ namespace, verdict }, { rule, level }) => ({
    namespace,
    rule,
    action: actionOf(verdict, level),
  }));
}

/**
 * Groups objects by what is found in them. An object counts once in a group, whatever is found there.
 * @param keyOf as of {@link ObjectGroups}
 * @param groupOf the group of a problem; undefined for one of no group
 */
export function groupProblems<Group extends object>(
  results: readonly Result[],
  keyOf: (group: Group) => string,
  groupOf: (result: Result, problem: Problem) => Group | undefined,
): readonly (Group & Counted)[] {
  const groups = new ObjectGroups(keyOf);
  for (const result of results) {
    const seen = new Set<string>();
    for (const problem of result.problems) {
      const group = groupOf(result, problem);
      if (group === undefined || seen.has(keyOf(group))) continue;
      seen.add(keyOf(group));
      groups.add(group, `${result.kind}/${result.name}`);
    }
  }
  return groups.list();
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
