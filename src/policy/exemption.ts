import { dayNumber, dayNumberAt } from "../validation/calendar.ts";
import { matchesAny } from "./pattern.ts";
import type { Exemption, Policy } from "./policy.ts";

/** What an exemption is looked for: a violation of a rule by one object. */
export interface ExemptionQuery {
  readonly rule: string;
  readonly namespace: string;
  /** The object's name; for one that the API server is still to name, its generateName. */
  readonly name: string;
  /** The name of the object that owns it, where that is known for sure: an exemption of a VM covers its instances. */
  readonly ownerName?: string | undefined;
  /** Why the object asks to be exempt from the rule; undefined where it does not. */
  readonly asks?: (rule: string) => string | undefined;
}

/**
 * The first exemption that holds for a violation, or undefined. `now` is in milliseconds since 1970; an
 * exemption holds through the whole of its last day, in UTC.
 */
export function exemptionFor(
  { exemptions }: Pick<Policy, "exemptions">,
  query: ExemptionQuery,
  now: number,
): Exemption | undefined {
  const today = dayNumberAt(now);
  return exemptions.find((exemption) => covers(exemption, query) && holdsOn(exemption, today));
}

function covers({ rules, namespaces, names, asked }: Exemption, query: ExemptionQuery): boolean {
  const { rule, namespace, name, ownerName, asks } = query;
  return (
    (rules.includes(rule) || rules.includes("*")) &&
    matchesAny(namespaces, namespace) &&
    (matchesAny(names, name) || (ownerName !== undefined && matchesAny(names, ownerName))) &&
    (asked !== true || asks?.(rule) !== undefined)
  );
}

/** A date that can't be read counts as past: nobody is exempt by a mistake. */
function holdsOn({ expires }: Exemption, today: number): boolean {
  return expires === undefined || today <= (dayNumber(expires) ?? -Infinity);
}
