import { rules as machineRules } from "../rules/index.ts";
import { workloadRules } from "../cpln-workload/rules.ts";
import { checks, type Check } from "./review/checks.ts";

/** Every rule that an object is validated against, in the order of the lists. */
export const allRules = [...machineRules, ...workloadRules];

const texts: ReadonlyMap<string, Check> = new Map(
  [...allRules, ...Object.values(checks)].map((rule) => [rule.id, rule]),
);

/** What a rule or check is about; of an id that is none, only the id. */
export function describeRule(id: string): Check {
  return texts.get(id) ?? { id, summary: id, why: id, fix: "" };
}
