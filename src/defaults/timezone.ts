import type { Default } from "./default.ts";

/** The guest's clock is UTC. `utc` would silently win over a timezone (KUBEVIRT.md §1.5). */
export const timezone: Default = {
  id: "timezone",
  field: "spec.template.spec.domain.clock.timezone",
  value: "`UTC`",
  unless: "`utc` or `timezone` is set; a preference is named",
  fields: (vm) => [{ key: "clock.timezone", field: vm.domain.at("clock", "timezone") }],
  isSuperseded: (vm) => vm.domain.has("clock", "utc"),
  defaultValue: () => "UTC",
  removeEmptyParent: true,
  installed: { name: "clock", leftToPreference: true },
};
