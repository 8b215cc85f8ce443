import type { Default } from "./default.ts";

/** A VM runs unless its owner says otherwise. `running` says it too, in KubeVirt's older words. */
export const runStrategy: Default = {
  id: "run-strategy",
  field: "spec.runStrategy",
  value: "`Always`",
  unless: "`running` is set",
  fields: (vm) => [{ key: "runStrategy", field: vm.spec.at("runStrategy") }],
  isSuperseded: (vm) => vm.spec.has("running"),
  // A VM that was stopped, by virtctl or by a patch, is started by a manifest that only says running.
  supersededWithAnyValue: true,
  defaultValue: () => "Always",
};
