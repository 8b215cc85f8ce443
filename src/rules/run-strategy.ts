import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, notSupported, required, type FieldError } from "../field/error.ts";
import type { Rule } from "./rule.ts";

const strategies = ["Always", "RerunOnFailure", "Manual", "Halted"] as const;
const allowed = "runStrategy is Always, RerunOnFailure, Manual or Halted";

/**
 * A VM says when it runs, in one of the four ways that the platform can carry out.
 *
 * Restricted: spec.runStrategy, spec.running
 * Allowed: Always, RerunOnFailure, Manual, Halted; running (deprecated) in its place, with advice
 * Source: contract §2; KubeVirt refuses neither and both (pkg/virt-api, vms-admitter.go validateRunStrategy)
 */
export const runStrategy: Rule = {
  id: "run-strategy",
  summary: "The run strategy is Always, RerunOnFailure, Manual or Halted.",
  why: "The platform starts, stops and moves VMs by it; other strategies end a VM after one run or wait for a sender that never comes.",
  fix: "Write `runStrategy: Always`; instead of `running: true` write `Always`, instead of `running: false` write `Halted`.",
  action: "enforce",
  appliesTo: "vm",
  examples: {
    refused: "spec: {runStrategy: Once}",
    admitted: "spec: {runStrategy: Manual}",
  },
  check: ({ vm }) => {
    const strategy = vm.spec.at("runStrategy");
    const running = vm.spec.at("running");
    if (strategy.isSet) return [...checkStrategy(strategy), ...checkBoth(running)];
    return running.isSet ? [checkRunning(running)] : [required(strategy, allowed, "add runStrategy: Always")];
  },
};

function checkStrategy(strategy: Field): FieldError[] {
  if (strategies.some((name) => name === strategy.value)) return [];
  const meant = strategies.find((name) => name.toLowerCase() === strategy.string?.toLowerCase());
  return [notSupported(strategy, allowed, meant === undefined ? "write one of the four" : `write ${meant}`)];
}

function checkBoth(running: Field): FieldError[] {
  if (!running.isSet) return [];
  const either = "KubeVirt refuses running beside runStrategy";
  return [warning(forbidden(running, "set beside runStrategy", either, "remove running"))];
}

function checkRunning(running: Field): FieldError {
  if (typeof running.value !== "boolean")
    return invalid(running, allowed, "write runStrategy instead of running");
  const instead = running.value ? "Always" : "Halted";
  return warning(
    forbidden(
      running,
      String(running.value),
      "running is deprecated",
      `write runStrategy: ${instead} instead`,
    ),
  );
}
