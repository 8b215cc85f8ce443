import { createHash } from "node:crypto";
import { slashedPath } from "./names.ts";
import type { Problem, Report, Result } from "./report.ts";

/** A problem with its object, and what it is known by from one run to the next. */
export interface KnownProblem {
  readonly result: Result;
  readonly problem: Problem;
  /** 64 hexadecimal digits, different for each problem of a report. */
  readonly fingerprint: string;
}

/**
 * All problems of a report, in its order. A problem is known by file, object, field and rule, and by how many such
 * there were before it: so it stays the same where lines move and where the value is another wrong one.
 */
export function knownProblems({ results }: Report): readonly KnownProblem[] {
  const seen = new Map<string, number>();
  return results.flatMap((result) =>
    result.problems.map((problem) => {
      const { apiVersion, kind, namespace, name } = result;
      const object = [slashedPath(result.file), apiVersion, kind, namespace, name];
      const identity = JSON.stringify([...object, problem.field, problem.rule]);
      const before = seen.get(identity) ?? 0;
      seen.set(identity, before + 1);
      const fingerprint = createHash("sha256").update(`${identity}${before}`).digest("hex");
      return { result, problem, fingerprint };
    }),
  );
}
