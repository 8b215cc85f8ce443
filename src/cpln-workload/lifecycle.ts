import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { checkChoice, checkUnset } from "./checks.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** `spec.vm.runStrategy`, and the fields of `spec` that a VM does not have. */
export const lifecycleChecks: readonly WorkloadCheck[] = [
  {
    rule: "run-strategy",
    check: ({ vm }) => checkChoice(vm.at("runStrategy"), ["Always", "RerunOnFailure", "Manual", "Halted"]),
  },
  { rule: "run-strategy", check: checkHalted },
  { rule: "workload-shape", check: ({ spec, vm }) => checkVm(spec, vm) },
  { rule: "workload-shape", check: ({ spec }) => checkUnsupported(spec) },
];

/** The options of every location, and those that override them in single locations. */
function allOptions(spec: Field): readonly Field[] {
  return [spec.at("defaultOptions"), ...spec.at("localOptions").items()];
}

function checkHalted({ spec, vm }: WorkloadView): FieldError[] {
  if (vm.at("runStrategy").value !== "Halted") return [];
  const allowed = "must be 0: a halted VM has no replicas";
  return allOptions(spec)
    .map((options) => options.at("autoscaling", "minScale"))
    .filter(({ value }) => value !== 0)
    .map((minScale) =>
      minScale.isSet
        ? invalid(minScale, allowed, "set minScale: 0")
        : required(minScale, allowed, "add minScale: 0"),
    );
}

function checkVm(spec: Field, vm: Field): FieldError[] {
  const fix = "add for example vm: {bootDisk: {source: {…}, persist: {…}}}";
  if (!vm.isSet) return [required(vm, "must be set for type vm", fix)];
  const isObject = typeof vm.value === "object" && !Array.isArray(vm.value);
  return isObject ? [] : [invalid(vm, "must be an object", fix, quote(spec.at("vm").value))];
}

function checkUnsupported(spec: Field): FieldError[] {
  const direct = spec.at("loadBalancer", "replicaDirect");
  return [
    ...checkUnset(spec.at("securityOptions"), "the guest has users of its own", "remove the field"),
    ...checkUnset(spec.at("job"), "jobs belong to workloads of type cron", "remove the field"),
    ...(direct.value === false
      ? []
      : checkUnset(direct, "replicas of a VM are not reached one by one", "remove the field")),
    ...allOptions(spec).flatMap((options) => [...checkOptions(options), ...checkScale(options)]),
  ];
}

/** The least and the most replicas. */
function checkScale(options: Field): FieldError[] {
  const [min, max] = ["minScale", "maxScale"].map((name) => options.at("autoscaling", name));
  if (min === undefined || max === undefined) return [];
  const wrong = [min, max].filter(({ isSet, value }) => isSet && !isCount(value));
  if (wrong.length > 0) {
    return wrong.map((scale) =>
      invalid(scale, "must be a whole number, 0 or more", "use a number of replicas"),
    );
  }
  if ((min.number ?? 0) <= (max.number ?? Infinity)) return [];
  return [
    invalid(
      min,
      `must be at most \`maxScale\`, which is ${max.number ?? 0}`,
      `use ${max.number ?? 0} or less`,
    ),
  ];
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** A VM is scaled by hand: nothing else may change its number of replicas or its size. */
function checkOptions(options: Field): FieldError[] {
  const metric = options.at("autoscaling", "metric");
  const byHand = "a VM is scaled by hand, with minScale and maxScale";
  return [
    ...(!metric.isSet || metric.value === "disabled"
      ? []
      : [forbidden(metric, quote(metric.value), `must be "disabled": ${byHand}`, "set metric: disabled")]),
    ...checkUnset(options.at("autoscaling", "multi"), byHand, "remove the field"),
    ...(options.at("capacityAI").value === true
      ? [
          forbidden(
            options.at("capacityAI"),
            "true",
            "must be false: a guest's CPU and memory are fixed while it runs",
            "set capacityAI: false",
          ),
        ]
      : []),
  ];
}
