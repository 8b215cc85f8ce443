import { setIn } from "../field/edit.ts";
import type { ToView, VmView } from "./view.ts";

/** The annotation on `M` of a machine under the contract; it reaches the instance. */
const contractAnnotation = { name: "vm.cpln.io/contract", value: "v1" } as const;

/** The annotation by which an owner brings an older machine under the contract. */
export const adoption = "vm.cpln.io/adopt";

/** Whether vmgate admitted this machine, or adopted it. */
export function isUnderContract(vm: VmView): boolean {
  return vm.annotation(contractAnnotation.name).value === contractAnnotation.value;
}

/** Whether the owner asks for an older machine to be brought under the contract. */
export function requestsAdoption(vm: VmView): boolean {
  return vm.annotation(adoption).value === "true";
}

/** Whether the machine is meant to be off. */
export function isStopped(vm: VmView): boolean {
  return vm.spec.at("runStrategy").value === "Halted" || vm.spec.at("running").value === false;
}

/** The object with the annotation that puts it under the contract. */
export function setContractAnnotation(object: unknown, toView: ToView): unknown {
  const field = toView(object).annotation(contractAnnotation.name);
  return field.value === contractAnnotation.value
    ? object
    : setIn(object, field.path, contractAnnotation.value);
}
