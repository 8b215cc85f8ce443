import type { ClusterState, GetResult } from "../injection/cluster-state.ts";
import { injectInline, injectVmi, needsDerivedSecret, type VmiInjection } from "../injection/inject-vmi.ts";
import { userSecretName } from "../injection/stored-user-data.ts";
import type { InjectionOptions } from "../injection/options.ts";
import { Field } from "../field/field.ts";
import type { Engine, ReviewContext } from "./engine.ts";
import { VmView } from "../vm/view.ts";
import { resourceOf } from "./resources.ts";
import { matchScope, type Scope } from "./scope.ts";
import { applyExemptions } from "./exemptions.ts";
import { validate } from "./validate.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** Where the injection of a VMI that KubeVirt creates comes from: its own user data, or what was read of the cluster. */
type InjectionSource = "inline" | ClusterState;

/** What was read of the cluster for a VMI CREATE. */
export interface VmiStart {
  readonly source: InjectionSource;
  /** The VirtualMachine that the VMI is compared with; undefined where that was not necessary. */
  readonly vm?: GetResult;
}

/** The VirtualMachine that must be read before a VMI CREATE can be answered. */
export interface RequiredLookup {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Whether platform cloud-init comes through a derived Secret, and the VM's own is read as well. */
  readonly derivesSecret: boolean;
}

/**
 * The lookup that a request needs; undefined for all but the few VMI CREATEs that need a derived Secret, or that are
 * denied unless their stored VM already violates the same.
 * @param injects whether the request is to be mutated
 * @throws RuleError when a rule throws.
 */
export function requiredLookup(
  request: AdmissionRequest,
  engine: Engine,
  now: number,
  { injects }: { readonly injects: boolean },
): RequiredLookup | undefined {
  const { namespace, object } = request;
  // Nearly every request ends here, before anything of its object is looked at.
  if (resourceOf(request.kind)?.role !== "instance") return undefined;
  const context = engine.forNamespace(namespace);
  const scope = matchScope(request, context.policy);
  if (scope?.isInjected !== true || scope.owner === undefined) return undefined;
  const { name, uid } = scope.owner;
  const derivesSecret =
    injects && context.policy.injection.secrets && needsDerivedSecret(object, injectionOptions(context));
  const isNeeded = derivesSecret || isDenied(request, scope, engine, now);
  return isNeeded ? { namespace, name, uid, derivesSecret } : undefined;
}

/** Whether rules deny a VMI, if nothing is known of its VM. */
function isDenied(
  request: AdmissionRequest,
  scope: Scope,
  { policy, forNamespace }: Engine,
  now: number,
): boolean {
  const findings = validate(request.object, scope, forNamespace(request.namespace));
  return applyExemptions(findings, request, scope, policy, now).some(({ action }) => action === "enforce");
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
  { source }: VmiStart,
): VmiInjection {
  const options = injectionOptions(context);
  return source === "inline" ? injectInline(object, options) : injectVmi(object, source, options);
}

function injectionOptions(context: ReviewContext): InjectionOptions {
  return { ...context, derivedSecrets: true };
}
