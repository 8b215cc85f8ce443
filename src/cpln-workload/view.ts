import { Field } from "../field/field.ts";
import type { FieldError } from "../field/error.ts";
import type { NamespacePolicy } from "../policy/policy.ts";

/** A workload (cpln.io/v1) as its checks and defaults read it. */
export interface WorkloadView {
  /** The whole object as it was sent. */
  readonly object: Field;
  readonly spec: Field;
  /** `spec.containers[0]`: the resources and network of the VM. */
  readonly container: Field;
  /** `spec.vm`: the VM itself. */
  readonly vm: Field;
}

/** Some rows of the specification, under the id of their rule. */
export interface WorkloadCheck {
  readonly rule: string;
  /** Returns every finding; never throws, whatever the JSON. */
  readonly check: (workload: WorkloadView, policy: NamespacePolicy) => readonly FieldError[];
}

/** The view of an object. */
export function readWorkload(object: unknown): WorkloadView {
  const root = Field.root(object);
  const spec = root.at("spec");
  return { object: root, spec, container: spec.at("containers", 0), vm: spec.at("vm") };
}

/** Whether the workload is a VM; nothing here applies to any other type. */
export function isVirtualMachine({ spec }: WorkloadView): boolean {
  return spec.at("type").value === "vm";
}
