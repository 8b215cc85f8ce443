import type { Field } from "../field/field.ts";
import { forbidden, type FieldError } from "../field/error.ts";
import { checkTimeZone } from "../validation/time-zone.ts";
import type { Rule } from "./rule.ts";

/**
 * The guest's clock runs in an existing time zone, and is set in one way only.
 *
 * Restricted: spec.template.spec.domain.clock.timezone, spec.template.spec.domain.clock.utc
 * Allowed: a name of the IANA database, aliases included (UTC, US/Eastern), in its exact spelling; timezone
 *   or utc, not both
 * Source: contract §2. KubeVirt checks neither, and utc silently wins (KUBEVIRT.md §1.5).
 */
export const clock: Rule = {
  id: "clock",
  summary: "The time zone is a known IANA name and is not set together with `utc`.",
  why: "KubeVirt checks neither: with an unknown or misspelt name the guest's clock silently runs in UTC, and if `utc` is set too, the time zone is ignored.",
  fix: "Use a name that `timedatectl list-timezones` prints, for example `timezone: Europe/Paris`, and remove `utc`; or keep `utc` and remove `timezone`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {domain: {clock: {timezone: Europe/Atlantis}}}}}",
    admitted: "spec: {template: {spec: {domain: {clock: {timezone: Europe/Paris}}}}}",
  },
  check: ({ vm }) => {
    const timezone = vm.domain.at("clock", "timezone");
    return timezone.isSet ? [...checkTimeZone(timezone), ...checkAlone(vm.domain.at("clock", "utc"))] : [];
  },
};

function checkAlone(utc: Field): FieldError[] {
  if (!utc.isSet) return [];
  return [
    forbidden(
      utc,
      "set together with timezone",
      "may not be set together with `timezone`: KubeVirt ignores it when utc is set",
      "remove one of the two",
    ),
  ];
}
