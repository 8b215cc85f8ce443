import { setIn } from "../field/edit.ts";
import type { ToView, VmView } from "./view.ts";

/** The template annotation of a VM under the contract, which its VMIs inherit. */
export const contractAnnotation = { name: "vm.cpln.io/contract", value: "v1" } as const;

/** The annotation with which an owner adopts an older VM. */
export const adoption = "vm.cpln.io/adopt";

/** Whether vmgate created this VM under the contract, or adopted it. */
export function isUnderContract(vm: VmView): boolean {
  return vm.annotation(contractAnnotation.name).value === contractAnnotation.value;
}

/** Whether the owner asks vmgate to adopt an older VM. */
export function requestsAdoption(vm: VmView): boolean {
  return vm.annotation(adoption).value === "true";
}

/** Whether the VM is meant to be stopped. */
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
