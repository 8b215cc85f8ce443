import { toReport, type LiveReport, type Report, type Result } from "../review/report.ts";

/** What was found out of the cluster beside the results. */
export type Inventory = Omit<LiveReport, "against">;

/** Nothing of that. */
const nothing: Inventory = { outdated: [], unchecked: [], notUnderContract: [] };

/**
 * The report on these objects of a cluster, by namespace, kind and name: an API server gives them in its own order.
 * @param against the policy file that the results are the difference to, if they are one
 * @param noLonger what it would no longer refuse
 */
export function liveReport(
  results: readonly Result[],
  against?: string,
  noLonger: readonly Result[] = [],
  inventory: Inventory = nothing,
): Report {
  const sorted = (list: readonly Result[]): readonly Result[] =>
    list.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const changes =
    against === undefined ? {} : { against: { policyFile: against, noLonger: sorted(noLonger) } };
  return { ...toReport(sorted(results), []), live: { ...inventory, ...changes } };
}
