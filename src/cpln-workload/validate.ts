import { forbidden, quote, type FieldError } from "../field/error.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { bootDiskChecks } from "./boot-disk.ts";
import { containerChecks } from "./container.ts";
import { guestChecks } from "./guest.ts";
import { knownKeyChecks } from "./known-keys.ts";
import { lifecycleChecks } from "./lifecycle.ts";
import { portChecks } from "./ports.ts";
import { probeChecks } from "./probes.ts";
import { userDataChecks } from "./user-data.ts";
import { isVirtualMachine, readWorkload, type WorkloadCheck } from "./view.ts";
import { volumeChecks } from "./volumes.ts";

/** A finding in a workload, with the id of its rule. */
export interface WorkloadResult extends FieldError {
  readonly rule: string;
}

/** Every row of the specification, in the order in which violations are reported. */
const checks: readonly WorkloadCheck[] = [
  ...containerChecks,
  ...portChecks,
  ...probeChecks,
  ...bootDiskChecks,
  ...volumeChecks,
  ...guestChecks,
  ...userDataChecks,
  ...lifecycleChecks,
  ...knownKeyChecks,
];

/** The ids of all rules that a workload is judged by. */
export const workloadRuleIds: ReadonlySet<string> = new Set(checks.map(({ rule }) => rule));

/**
 * Every violation of a workload (cpln.io/v1) with `spec.type: vm`, by the ids of the contract's rules where
 * they mean the same, else of those in `workloadRules`. Of a workload of another type only `spec.vm` is
 * judged, which it may not have. Never throws, whatever the JSON.
 */
export function validateWorkload(object: unknown, policy: NamespacePolicy): readonly WorkloadResult[] {
  const workload = readWorkload(object);
  if (isVirtualMachine(workload)) {
    return checks.flatMap(({ rule, check }) =>
      check(workload, policy).map((finding) => ({ ...finding, rule })),
    );
  }
  const { spec, vm } = workload;
  if (!vm.isSet) return [];
  const { string: type } = spec.at("type");
  const found = type === undefined ? "set, and no type" : `set beside type ${quote(type)}`;
  return [
    {
      ...forbidden(vm, found, "only a workload of type vm has it", "write type: vm, or remove it"),
      rule: "workload-shape",
    },
  ];
}
