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

function checkHalted({ spec, vm }: WorkloadView): FieldError[] {
  const minScale = spec.at("defaultOptions", "autoscaling", "minScale");
  if (vm.at("runStrategy").value !== "Halted" || minScale.value === 0) return [];
  const allowed = "a halted virtual machine has no replicas: minScale is 0";
  return [
    minScale.isSet ? invalid(minScale, allowed, "write 0") : required(minScale, allowed, "add minScale: 0"),
  ];
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
    ...[spec.at("defaultOptions"), ...spec.at("localOptions").items()].flatMap(checkOptions),
  ];
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
