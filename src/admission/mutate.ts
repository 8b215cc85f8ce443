import { applyDefaults } from "../defaults/apply.ts";
import { ownersFindings } from "../injection/owners-findings.ts";
import type { DerivedSecret } from "../injection/derived-secret.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import { applyWorkloadDefaults } from "../cpln-workload/defaults.ts";
import type { Finding } from "../field/error.ts";
import type { ReviewContext } from "./engine.ts";
import type { InjectionReport } from "./injection-report.ts";
import { mutateCreate, mutateUpdate } from "./mutate-vm.ts";
import { recordRestored, withoutRecord } from "./restored.ts";
import { mutateVmi, type VmiStart } from "./vmi-create.ts";
import type { Scope } from "./scope.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** An object as it will be stored, and the findings of defaults and injection. */
export interface Mutation {
  readonly object: unknown;
  readonly findings: readonly Finding[];
  readonly secret?: DerivedSecret;
  /** What became of the platform's cloud-init. */
  readonly injection?: InjectionReport;
}

/** The object with defaults applied or restored, the platform cloud-init injected, and the contract annotation. */
export function mutate(
  request: AdmissionRequest,
  scope: Scope,
  context: ReviewContext,
  start?: VmiStart,
): Mutation {
  const { object, oldObject, operation } = request;
  const { role, toView } = scope.resource;
  if (scope.isStoredAsSent) return { object, findings: previewInjection(object, scope, context) };
  if (role === "workload" && operation === "CREATE")
    return { object: applyWorkloadDefaults(object), findings: [] };
  if (scope.isInjected === true && start !== undefined) return mutateVmi(request, context, start);
  if (role !== "vm" || !toView(object).instanceSpec.isSet) return { object, findings: [] };
  const using = { toView, policy: context.policy, options: { ...context, derivedSecrets: true } };
  if (operation === "CREATE") {
    return mutateCreate({ ...request, object: withoutRecord(object, toView(object)) }, using);
  }
  const mutation = mutateUpdate(request, using);
  if (!isUnderContract(toView(oldObject))) return mutation;
  return { ...mutation, object: recordRestored(mutation.object, oldObject, scope, context) };
}

/** What could not be injected into a VM that is stored as it was sent, if it were changed. */
function previewInjection(
  object: unknown,
  { resource: { role, toView } }: Scope,
  context: ReviewContext,
): readonly Finding[] {
  if (role !== "vm" || !toView(object).instanceSpec.isSet) return [];
  const completed = applyDefaults(object, toView, context.policy);
  return ownersFindings(completed, toView, { ...context, derivedSecrets: true });
}
