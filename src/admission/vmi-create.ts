import type { ClusterState, GetResult } from "../injection/cluster-state.ts";
import { injectInline, injectVmi, needsDerivedSecret, type VmiInjection } from "../injection/inject-vmi.ts";
import { userSecretName } from "../injection/stored-user-data.ts";
import type { InjectionOptions } from "../injection/options.ts";
import { Field } from "../field/field.ts";
import type { Engine, ReviewContext } from "./engine.ts";
import { VmView } from "../vm/view.ts";
import { resourceOf } from "./resources.ts";
import { matchScope } from "./scope.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** Where the injection of a VMI that KubeVirt creates comes from: its own user data, or what was read of the cluster. */
export type InjectionSource = "inline" | ClusterState;

/** The VirtualMachine that must be read before a VMI CREATE can be answered. */
export interface RequiredLookup {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The lookup that a request needs; undefined for all but the few VMI CREATEs that need a derived Secret. */
export function requiredLookup(request: AdmissionRequest, engine: Engine): RequiredLookup | undefined {
  const { namespace, object } = request;
  // Nearly every request ends here, before anything of its object is looked at.
  if (resourceOf(request.kind)?.role !== "instance") return undefined;
  const context = engine.forNamespace(namespace);
  if (!context.policy.injection.secrets) return undefined;
  const scope = matchScope(request, context.policy);
  if (scope?.isInjected !== true || scope.owner === undefined) return undefined;
  const { name, uid } = scope.owner;
  return needsDerivedSecret(object, injectionOptions(context)) ? { namespace, name, uid } : undefined;
}

/** The VirtualMachine that was read; not found where its uid is not the one that the VMI names. */
export function verifyOwner({ uid }: RequiredLookup, vm: GetResult): GetResult {
  if (vm.kind !== "found" || Field.root(vm.object).at("metadata", "uid").value === uid) return vm;
  return { kind: "notFound" };
}

/** The name of the Secret that the stored VirtualMachine takes its user data from; undefined where there is none. */
export function userDataSecretName(vm: GetResult): string | undefined {
  if (vm.kind !== "found") return undefined;
  return userSecretName(VmView.ofVm(vm.object, "spec").cloudInitVolumes[0]);
}

/** A VMI that KubeVirt creates, with the platform cloud-init of today. */
export function mutateVmi(
  { object }: AdmissionRequest,
  context: ReviewContext,
  source: InjectionSource,
): VmiInjection {
  const options = injectionOptions(context);
  return source === "inline" ? injectInline(object, options) : injectVmi(object, source, options);
}

function injectionOptions(context: ReviewContext): InjectionOptions {
  return { ...context, derivedSecrets: true };
}
