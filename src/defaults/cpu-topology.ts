import { one, parseQuantity } from "../validation/quantity.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

const factors = ["cores", "sockets", "threads"] as const;

/**
 * The vCPUs the guest sees: one core for each whole CPU that was asked for. KubeVirt reads a `cpu` without a
 * topology as a change that needs a restart (KUBEVIRT.md §1.1), so all three factors are always there.
 */
export const cpuTopology: Default = {
  id: "cpu-topology",
  field: "spec.template.spec.domain.cpu",
  value:
    "`cores` as in `limits.cpu`, else `requests.cpu`, where that is whole, else `1`; `sockets: 1`; `threads: 1`. Where one of the three is set, the others are `1`",
  unless: "an instancetype is named; all three are set",
  fields: (vm) => factors.map((factor) => ({ key: `cpu.${factor}`, field: vm.domain.at("cpu", factor) })),
  isSuperseded: (vm) => vm.hasInstancetype,
  defaultValue: (vm, { key }) => (key === "cpu.cores" && !hasTopology(vm) ? coresAskedFor(vm) : 1),
  requiresClaim: hasTopology,
  removeEmptyParent: true,
  installed: { name: "cpu topology" },
};

function hasTopology(vm: VmView): boolean {
  return factors.some((factor) => vm.domain.has("cpu", factor));
}

/** Most cores that KubeVirt's `cores` holds: an int32 in the CRD. */
const mostCores = 2n ** 31n - 1n;

function coresAskedFor(vm: VmView): number {
  const resources = vm.domain.at("resources");
  const limit = resources.at("limits", "cpu");
  const cpu = parseQuantity(limit.isSet ? limit.value : resources.at("requests", "cpu").value);
  if (cpu === undefined || cpu <= 0n || cpu % one !== 0n) return 1;
  return cpu / one <= mostCores ? Number(cpu / one) : 1;
}
