import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { checkChoice, checkUnset } from "./checks.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** `spec.vm.runStrategy`, and what of the rest of `spec` a virtual machine does not have. */
export const lifecycleChecks: readonly WorkloadCheck[] = [
  {
    rule: "run-strategy",
    check: ({ vm }) => checkChoice(vm.at("runStrategy"), ["Always", "RerunOnFailure", "Manual", "Halted"]),
  },
  { rule: "run-strategy", check: checkHalted },
  { rule: "workload-shape", check: ({ spec, vm }) => checkVm(spec, vm) },
  { rule: "workload-shape", check: ({ spec }) => checkUnsupported(spec) },
];

/** The options of everywhere, and those of single locations, which go over them. */
function allOptions(spec: Field): readonly Field[] {
  return [spec.at("defaultOptions"), ...spec.at("localOptions").items()];
}

function checkHalted({ spec, vm }: WorkloadView): FieldError[] {
  if (vm.at("runStrategy").value !== "Halted") return [];
  const allowed = "must be 0: a halted virtual machine has no replicas";
  return allOptions(spec)
    .map((options) => options.at("autoscaling", "minScale"))
    .filter(({ value }) => value !== 0)
    .map((minScale) =>
      minScale.isSet ? invalid(minScale, allowed, "write 0") : required(minScale, allowed, "add minScale: 0"),
    );
}

function checkVm(spec: Field, vm: Field): FieldError[] {
  const fix = "add vm with bootDisk";
  if (!vm.isSet) return [required(vm, "a workload of type vm says what its machine is", fix)];
  const isObject = typeof vm.value === "object" && !Array.isArray(vm.value);
  return isObject ? [] : [invalid(vm, "an object", fix, quote(spec.at("vm").value))];
}

function checkUnsupported(spec: Field): FieldError[] {
  const direct = spec.at("loadBalancer", "replicaDirect");
  return [
    ...checkUnset(spec.at("securityOptions"), "the guest has users of its own", "remove it"),
    ...checkUnset(spec.at("job"), "a job belongs to a workload of type cron", "remove it"),
    ...(direct.value === false
      ? []
      : checkUnset(direct, "replicas of a virtual machine are not reached one by one", "remove it")),
    ...allOptions(spec).flatMap((options) => [...checkOptions(options), ...checkScale(options)]),
  ];
}

/** How few replicas and how many. */
function checkScale(options: Field): FieldError[] {
  const [min, max] = ["minScale", "maxScale"].map((name) => options.at("autoscaling", name));
  if (min === undefined || max === undefined) return [];
  const wrong = [min, max].filter(({ isSet, value }) => isSet && !isCount(value));
  if (wrong.length > 0) {
    return wrong.map((scale) =>
      invalid(scale, "must be a whole number, 0 or more", "write the number of replicas"),
    );
  }
  if ((min.number ?? 0) <= (max.number ?? Infinity)) return [];
  return [
    invalid(min, `must be at most maxScale, which is ${max.number ?? 0}`, `write ${max.number ?? 0} or less`),
  ];
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** Options say how many replicas there are: that of a machine is set by hand. */
function checkOptions(options: Field): FieldError[] {
  const metric = options.at("autoscaling", "metric");
  const fixed = "a virtual machine is scaled by hand, with minScale and maxScale";
  return [
    ...(!metric.isSet || metric.value === "disabled"
      ? []
      : [forbidden(metric, quote(metric.value), fixed, "write disabled")]),
    ...checkUnset(options.at("autoscaling", "multi"), fixed, "remove it"),
    ...(options.at("capacityAI").value === true
      ? [
          forbidden(
            options.at("capacityAI"),
            "true",
            "a guest's CPU and memory are fixed while it runs",
            "write false",
          ),
        ]
      : []),
  ];
}
