import type { Default } from "./default.ts";

/** A machine runs unless its owner says otherwise. `running` says it too, in KubeVirt's older words. */
export const runStrategy: Default = {
  id: "run-strategy",
  field: "spec.runStrategy",
  value: "`Always`",
  unless: "`running` is set",
  places: (vm) => [vm.spec.at("runStrategy")],
  isOff: (vm) => vm.spec.at("running").isSet,
  write: () => "Always",
};
