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

/** Every row of the specification, in the order in which findings are reported. */
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

/** The ids of all rules that apply to a workload. */
export const workloadRuleIds: ReadonlySet<string> = new Set(checks.map(({ rule }) => rule));

/**
 * Every finding in a workload (cpln.io/v1) with `spec.type: vm`, under the ids of the contract's rules where they
 * mean the same, else under those in `workloadRules`. A workload of another type may not have `spec.vm`; nothing
 * else in it is validated. Never throws, whatever the JSON.
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
  const found = type === undefined ? "set without a type" : `set for type ${quote(type)}`;
  return [
    {
      ...forbidden(vm, found, "may not be set for any type but vm", "set type: vm, or remove the field"),
      rule: "workload-shape",
    },
  ];
}
