import type { Field } from "../field/field.ts";
import {
  warning,
  forbidden,
  invalid,
  notSupported,
  required,
  supportedValues,
  type FieldError,
} from "../field/error.ts";
import { fixedBy, fixedByRemoval, fixedByValue } from "../field/fix.ts";
import type { Rule } from "./rule.ts";

const strategies = ["Always", "RerunOnFailure", "Manual", "Halted"] as const;
const allowed = supportedValues(strategies);

/**
 * A VM says when it runs, in one of the four ways that the platform supports.
 *
 * Restricted: spec.runStrategy, spec.running
 * Allowed: Always, RerunOnFailure, Manual, Halted; running (deprecated) instead, with a warning
 * Source: contract §2; KubeVirt refuses neither and both (pkg/virt-api, vms-admitter.go validateRunStrategy)
 */
export const runStrategy: Rule = {
  id: "run-strategy",
  summary: "The run strategy is Always, RerunOnFailure, Manual or Halted.",
  why: "The platform starts, stops and moves VMs by it; other strategies end a VM after one run or make it wait for a migration that never comes.",
  fix: "Use `runStrategy: Always`; instead of `running: true` use `Always`, instead of `running: false` use `Halted`.",
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
    if (running.isSet) return [checkRunning(running)];
    return [fixedByValue(required(strategy, allowed, "add runStrategy: Always"), "Always")];
  },
};

function checkStrategy(strategy: Field): FieldError[] {
  if (strategies.some((name) => name === strategy.value)) return [];
  const meant = strategies.find((name) => name.toLowerCase() === strategy.string?.toLowerCase());
  const fix =
    'use "Always", "RerunOnFailure" if a shutdown in the guest stops the VM, or "Manual" to start it with virtctl';
  if (meant === undefined) return [notSupported(strategy, allowed, fix)];
  return [fixedByValue(notSupported(strategy, allowed, `use "${meant}"`), meant)];
}

function checkBoth(running: Field): FieldError[] {
  if (!running.isSet) return [];
  const either = "may not be set together with `runStrategy`: KubeVirt refuses both";
  return [
    fixedByRemoval(warning(forbidden(running, "set together with runStrategy", either, "remove running"))),
  ];
}

function checkRunning(running: Field): FieldError {
  if (typeof running.value !== "boolean")
    return invalid(running, "must be a boolean", "use runStrategy: Always or runStrategy: Halted instead");
  const instead = running.value ? "Always" : "Halted";
  const fix = `use runStrategy: ${instead} instead`;
  const finding = warning(forbidden(running, "deprecated", "may not be set: running is deprecated", fix));
  return fixedBy(finding, { path: running.path, name: "runStrategy", value: instead });
}
