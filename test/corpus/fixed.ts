import { groupVersionKindOf } from "../../src/admission/resources.ts";
import type { Decision } from "../../src/admission/admit.ts";
import { formatPath } from "../../src/field/path.ts";
import { admit, request } from "../support/review.ts";
import { applyFix } from "./apply-fix.ts";

/** More than any VM of the corpus has violations. */
const mostSteps = 60;

/** What is refused in an object under the policy that is built in. */
export function refusals(object: unknown): Decision["findings"] {
  const creation = request(object, { kind: groupVersionKindOf(object) });
  return admit(creation).findings.filter(({ action }) => action === "enforce");
}

/**
 * The object with the fix of each message applied to the letter, one after the other, until nothing is refused; or
 * why that can't be: a fix that leaves its violation there, or brings another, or whose words are not known.
 */
export function fixed(object: unknown): { readonly object: unknown } | { readonly trouble: string } {
  let [current, left] = [object, refusals(object)];
  for (let step = 0; step < mostSteps; step++) {
    const [first] = left;
    if (first === undefined) return { object: current };
    const label = `${first.rule} ${formatPath(first.path)}: ${first.fix}`;
    const next = applyFix(current, first);
    if (next === undefined) return { trouble: `no act for ${label}` };
    const after = refusals(next);
    const names = after.map(({ rule, path }) => `${rule} ${formatPath(path)}`);
    if (after.length >= left.length) return { trouble: `${label}; then ${names.join(", ")}` };
    [current, left] = [next, after];
  }
  return { trouble: "no end" };
}
