import type { Result } from "../review/report.ts";
import type { Counted } from "./object-groups.ts";
import { groupProblems } from "./tally.ts";

/** Objects of one namespace that one exemption holds for; the fields are an interface that scripts rely on. */
export interface ExemptCount extends Counted {
  readonly namespace: string;
  readonly rule: string;
  readonly reason: string;
  /** The last day of the exemption, as YYYY-MM-DD; without one it never expires. */
  readonly expires?: string;
}

type Exempt = Omit<ExemptCount, keyof Counted>;

/** What the policy exempts from a rule that would deny it, by namespace, rule and exemption, in the order of the alphabet. */
export function countExempt(results: readonly Result[]): readonly ExemptCount[] {
  const keyOf = ({ namespace, rule, expires, reason }: Exempt): string =>
    [namespace, rule, expires, reason].join(" ");
  return groupProblems(results, keyOf, ({ namespace }, { rule, exemption }) =>
    exemption === undefined ? undefined : { namespace, rule, ...exemption },
  );
}
