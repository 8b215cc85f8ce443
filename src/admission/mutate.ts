import { injectVm } from "../injection/inject-vm.ts";
import { ownersFindings } from "../injection/owners-findings.ts";
import type { DerivedSecret } from "../injection/derived-secret.ts";
import type { Finding } from "../field/error.ts";
import { isEqual } from "../field/json.ts";
import type { InjectionOptions } from "../injection/options.ts";
import { injectVmUpdate } from "../injection/inject-vm-update.ts";
import { applyDefaults, restoreDefaults } from "../defaults/apply.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import {
  isStopped,
  isUnderContract,
  requestsAdoption,
  setContractAnnotation,
} from "../vm/contract-annotation.ts";
import type { ToView } from "../vm/view.ts";
import { applyWorkloadDefaults } from "../cpln-workload/defaults.ts";
import type { ReviewContext } from "./engine.ts";
import { ratchet } from "./ratchet.ts";
import { recordRestored, withoutRecord } from "./restored.ts";
import { isDiskStateFrozen, withDiskStateAsSent } from "./snapshot-freeze.ts";
import { mutateVmi, type InjectionSource } from "./vmi-create.ts";
import type { Scope } from "./scope.ts";
import type { AdmissionRequest } from "./admission-review.ts";

/** An object as it will be stored, and the findings of injection. */
export interface Mutation {
  readonly object: unknown;
  readonly findings: readonly Finding[];
  readonly secret?: DerivedSecret;
}

/** The object with defaults applied or restored, the platform cloud-init injected, and the contract annotation. */
export function mutate(
  request: AdmissionRequest,
  scope: Scope,
  context: ReviewContext,
  source?: InjectionSource,
): Mutation {
  const { object, oldObject, operation } = request;
  const { role, toView } = scope.resource;
  if (scope.isStoredAsSent) return { object, findings: previewInjection(object, scope, context) };
  if (role === "workload" && operation === "CREATE")
    return { object: applyWorkloadDefaults(object), findings: [] };
  if (scope.isInjected === true && source !== undefined) return mutateVmi(request, context, source);
  if (role !== "vm" || !toView(object).instanceSpec.isSet) return { object, findings: [] };
  const using: MutateContext = {
    toView,
    policy: context.policy,
    options: { ...context, derivedSecrets: true },
  };
  if (operation === "CREATE") return mutateNew(withoutRecord(object, toView(object)), using);
  const updated = mutateUpdate(object, oldObject, using);
  const mutation = isDiskStateFrozen(oldObject)
    ? { object: withDiskStateAsSent(updated.object, object), findings: [] }
    : updated;
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

interface MutateContext {
  readonly toView: ToView;
  readonly policy: NamespacePolicy;
  readonly options: InjectionOptions;
}

function mutateNew(object: unknown, { toView, policy, options }: MutateContext): Mutation {
  return injectVm(setContractAnnotation(applyDefaults(object, toView, policy), toView), toView, options);
}

function mutateUpdate(object: unknown, old: unknown, context: MutateContext): Mutation {
  const { toView, policy, options } = context;
  const [vm, stored] = [toView(object), toView(old)];
  if (isUnderContract(stored)) {
    const restore = (sent: unknown): Mutation => {
      const filled = setContractAnnotation(restoreDefaults(sent, old, toView, policy), toView);
      return injectVmUpdate(filled, old, toView, options);
    };
    const first = restore(object);
    const settled = settle(first.object, (sent) => restore(sent).object);
    return ratchetInjection({ ...first, object: settled }, old, context);
  }
  const isAdopted = requestsAdoption(vm) && isStopped(vm) && isStopped(stored);
  return isAdopted ? mutateNew(object, context) : { object, findings: [] };
}

/** A restored value can decide about another, and that one about a third: no longer chain is known. */
const mostRounds = 5;

/** The object as no further round changes it: mutating what was mutated must change nothing. */
function settle(object: unknown, round: (object: unknown) => unknown): unknown {
  let settled = object;
  for (let i = 0; i < mostRounds; i++) {
    const next = round(settled);
    if (isEqual(next, settled)) break;
    settled = next;
  }
  return settled;
}

/** If injection already failed for the stored object, a new failure only warns. */
function ratchetInjection(injected: Mutation, old: unknown, { toView, options }: MutateContext): Mutation {
  const { object, findings } = injected;
  if (!findings.some(({ action }) => action === "enforce")) return injected;
  return { ...injected, findings: ratchet(findings, object, injectVm(old, toView, options).findings, old) };
}
