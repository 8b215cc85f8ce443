import type { VmView } from "./view.ts";

/** The annotation on `M` of a machine under the contract; it reaches the instance. */
export const contractMark = { name: "vm.cpln.io/contract", value: "v1" } as const;

/** The annotation by which an owner brings an older machine under the contract. */
export const adoption = "vm.cpln.io/adopt";

/** Whether vmgate admitted this machine, or adopted it. */
export function isMarked(vm: VmView): boolean {
  return vm.annotation(contractMark.name).value === contractMark.value;
}

/** Whether the owner asks for an older machine to be brought under the contract. */
export function wantsAdoption(vm: VmView): boolean {
  return vm.annotation(adoption).value === "true";
}

/** Whether the machine is meant to be off. */
export function isStopped(vm: VmView): boolean {
  return vm.spec.at("runStrategy").value === "Halted" || vm.spec.at("running").value === false;
}
