import type { Field } from "../field/field.ts";
import { required, type FieldError } from "../field/error.ts";
import { checkMemory } from "../validation/memory.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * A VM states how much memory its guest has.
 *
 * Restricted: spec.template.spec.domain.memory.guest, spec.template.spec.domain.resources.requests.memory,
 *   spec.template.spec.domain.resources.limits.memory
 * Allowed: at least one is set; each that is set is a positive quantity in any spelling. Not checked with
 *   spec.instancetype, where KubeVirt refuses memory.
 * Source: contract §2; KubeVirt admits a VM without memory and then never starts it (pkg/virt-api,
 *   vmi-create-admitter.go), and uses one huge page as the whole guest's memory (pkg/defaults, setGuestMemory).
 */
export const guestMemory: Rule = {
  id: "guest-memory",
  summary: "The VM states how much memory it has, more than 0.",
  why: "KubeVirt stores a VM without memory and then never starts it; with `hugepages` alone the guest gets a single page.",
  fix: "Add `memory: {guest: 2Gi}` under `domain`, or use an instancetype.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: "spec: {template: {spec: {domain: {memory: {guest: null, hugepages: {pageSize: 2Mi}}}}}}",
    admitted: "spec: {template: {spec: {domain: {memory: {guest: 512Mi}}}}}",
  },
  check: ({ vm }) => {
    if (vm.hasInstancetype) return [];
    const guest = vm.domain.at("memory", "guest");
    const resources = ["requests", "limits"].map((list) => vm.domain.at("resources", list, "memory"));
    const stated = [guest, ...resources].filter(({ isSet }) => isSet);
    return stated.length > 0 ? stated.flatMap(checkMemory) : [missing(guest, vm)];
  },
};

function missing(guest: Field, { domain }: VmView): FieldError {
  const allowed = domain.has("memory", "hugepages")
    ? "must be set: with hugepages alone the guest gets a single page"
    : "must be set, unless the VM uses an instancetype";
  return required(guest, allowed, "add the guest's memory, such as guest: 2Gi");
}
