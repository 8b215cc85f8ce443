import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { checkWholeCores } from "../validation/cpu.ts";
import type { Rule } from "./rule.ts";

/**
 * CPU is in whole cores: a guest sees vCPUs, and there is no half vCPU.
 *
 * Restricted: spec.template.spec.domain.resources.requests.cpu, spec.template.spec.domain.resources.limits.cpu,
 *   spec.template.spec.domain.cpu.cores
 * Allowed: a positive multiple of 1000m in any spelling; cores at least 1
 * Source: contract §2; not checked on instances, where KubeVirt itself may set a fraction (KUBEVIRT.md §1.1).
 */
export const wholeCoreCpu: Rule = {
  id: "whole-core-cpu",
  summary: "CPU is a whole number of cores, at least 1.",
  why: "The guest gets this many vCPU cores; it cannot get a fraction of one, and KubeVirt would silently round it up.",
  fix: "Use whole cores, for example `cpu: 2` or `cpu: 2000m`.",
  action: "enforce",
  appliesTo: "vm",
  examples: {
    refused: "spec: {template: {spec: {domain: {resources: {requests: {cpu: 1500m}}}}}}",
    admitted: "spec: {template: {spec: {domain: {resources: {requests: {cpu: 2000m}}}}}}",
  },
  check: ({ vm }) => {
    const { domain } = vm;
    const quantities = ["requests", "limits"].map((list) => domain.at("resources", list, "cpu"));
    return [...quantities.flatMap(checkWholeCores), ...checkCores(domain.at("cpu", "cores"))];
  },
};

function checkCores(cores: Field): FieldError[] {
  const isWhole = Number.isInteger(cores.value) && Number(cores.value) >= 1;
  return !cores.isSet || isWhole
    ? []
    : [invalid(cores, "must be a whole number of cores, at least 1", "use 1 or more")];
}
