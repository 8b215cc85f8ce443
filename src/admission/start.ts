import {
  type Boot,
  type BootInjected,
  injectBoot,
  injectInline,
  needsDerivedSecret,
} from "../cloud-init/boot.ts";
import { userSecretName, type Read } from "../cloud-init/stored-user-data.ts";
import type { Injecting } from "../cloud-init/told.ts";
import { Field } from "../field/field.ts";
import { policyFor } from "../policy/namespace-policy.ts";
import type { NamespacePolicy, Policy } from "../policy/policy.ts";
import { cloudInitVolumes } from "../vm/cloud-init.ts";
import { VmView } from "../vm/view.ts";
import { kindOf } from "./kinds.ts";
import { subjectOf } from "./subject.ts";
import type { AdmissionRequest } from "./types.ts";

/**
 * How an instance that KubeVirt makes for a VirtualMachine is injected: from what it carries itself, or with
 * what was read of the cluster.
 */
export type Start = "inline" | Boot;

/** The VirtualMachine that must be read before an instance can be answered. */
export interface Needed {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** What of the cluster an answer needs; undefined for all but the few starts that go through a derived Secret. */
export function neededFor(request: AdmissionRequest, policy: Policy): Needed | undefined {
  const { namespace, object } = request;
  // Nearly every request ends here, before anything of its object is looked at.
  if (kindOf(request.kind)?.role !== "instance") return undefined;
  const local = policyFor(policy, namespace);
  if (!local.injection.secrets) return undefined;
  const subject = subjectOf(request, local);
  if (subject?.isInjected !== true || subject.owner === undefined) return undefined;
  const { name, uid } = subject.owner;
  return needsDerivedSecret(object, injectingAt(namespace, local)) ? { namespace, name, uid } : undefined;
}

/** A VirtualMachine that was read, taken for missing where it is not the very one that is needed. */
export function theNeeded({ uid }: Needed, vm: Read): Read {
  if (vm.kind !== "found" || Field.root(vm.object).at("metadata", "uid").value === uid) return vm;
  return { kind: "missing" };
}

/** The name of the Secret that must be read besides: the one that the stored VirtualMachine names. */
export function neededSecret(vm: Read): string | undefined {
  if (vm.kind !== "found") return undefined;
  return userSecretName(cloudInitVolumes(VmView.ofMachine(vm.object, "spec"))[0]);
}

/** An instance as it is to start. */
export function completeStart(
  request: AdmissionRequest,
  policy: NamespacePolicy,
  start: Start,
): BootInjected {
  const { object, namespace } = request;
  const injecting = injectingAt(namespace, policy);
  return start === "inline" ? injectInline(object, injecting) : injectBoot(object, start, injecting);
}

function injectingAt(namespace: string, policy: NamespacePolicy): Injecting {
  return { policy, namespace, mergesAtStart: true };
}
