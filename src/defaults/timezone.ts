import type { Default } from "./default.ts";

/** The guest's clock is UTC. `utc` would silently win over a timezone (KUBEVIRT.md §1.5). */
export const timezone: Default = {
  id: "timezone",
  field: "spec.template.spec.domain.clock.timezone",
  value: "`UTC`",
  unless: "`utc` or `timezone` is set; a preference is named",
  places: (vm) => [vm.domain.at("clock", "timezone")],
  isOff: (vm) => vm.hasPreference || vm.domain.at("clock", "utc").isSet,
  write: () => "UTC",
  takesParentAlong: true,
};
