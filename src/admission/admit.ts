import type { Finding } from "../field/error.ts";
import { formatWarning } from "../field/format.ts";
import type { GetResult } from "../injection/cluster-state.ts";
import type { DerivedSecret } from "../injection/derived-secret.ts";
import type { Engine, ReviewContext } from "./engine.ts";
import type { AdmissionRequest, PatchOperation } from "./admission-review.ts";
import { applyExemptions } from "./exemptions.ts";
import { createPatch } from "./json-patch.ts";
import { reportInjection, type InjectionReport } from "./injection-report.ts";
import { mutate, type Mutation } from "./mutate.ts";
import { ratchet } from "./ratchet.ts";
import { broughtBackTo } from "./restored.ts";
import { withAppliedRunStrategy } from "./stopped-vm.ts";
import { matchScope, type Scope } from "./scope.ts";
import { reportStart, type StartReport } from "./start-report.ts";
import { checkSize, comparable } from "./size.ts";
import { validate } from "./validate.ts";
import type { VmiStart } from "./vmi-create.ts";
import { ratchetVmi } from "./vmi-ratchet.ts";

/** What the engine decided about a request. */
export interface Decision {
  /** The object as it would be stored. */
  readonly object: unknown;
  /** From the object that was sent to the one that would be stored; computed when it is read. */
  readonly patch: readonly PatchOperation[];
  /** All of them; the object is denied when one is enforced. */
  readonly findings: readonly Finding[];
  /** The texts of the findings of rules that are not enforced. */
  readonly warnings: readonly string[];
  /** The same of what could not be injected. */
  readonly injectionWarnings: readonly string[];
  /** What an event on the VM says of a start. */
  readonly start?: StartReport;
  /** What became of the platform's cloud-init; only where it was injected, not where the result is validated. */
  readonly injection?: InjectionReport;
  /** The Secret that must be written before the answer is given: the patch names it. */
  readonly secret?: DerivedSecret;
  /** Whom a denied user asks; ends every refusal. */
  readonly contact?: string;
}

/**
 * Decides about one request: mutates its object and validates the result. Pure: the same request, policy and day
 * give the same decision.
 * @param engine the policy in force
 * @param now milliseconds since 1970; decides which exemptions have expired
 * @param start what was read for a VMI that KubeVirt creates; without it such a VMI is only validated
 * @throws RuleError when a rule throws.
 */
export function admit(request: AdmissionRequest, engine: Engine, now: number, start?: VmiStart): Decision {
  const mutateWith: MutateWith = (sent, scope, context) => {
    const mutation = mutate(sent, scope, context, start);
    const injection = reportInjection(scope, mutation, context.userData);
    return injection === undefined ? mutation : { ...mutation, injection };
  };
  return decide(mutateWith, request, engine, now, start);
}

/**
 * Validates the object as it is stored, without mutating it: defaults that another webhook removed after ours
 * ran must not be assumed to be there.
 * @param start what was read for a VMI that KubeVirt creates
 * @throws RuleError when a rule throws.
 */
export function validateStored(
  request: AdmissionRequest,
  engine: Engine,
  now: number,
  start?: VmiStart,
): Decision {
  return decide(({ object }) => ({ object, findings: [] }), request, engine, now, start);
}

type MutateWith = (request: AdmissionRequest, scope: Scope, context: ReviewContext) => Mutation;

function decide(
  mutateWith: MutateWith,
  sent: AdmissionRequest,
  { policy, forNamespace }: Engine,
  now: number,
  start: VmiStart | undefined,
): Decision {
  const { contact } = policy;
  const context = forNamespace(sent.namespace);
  const scope = matchScope(sent, context.policy);
  const nothing = { object: sent.object, patch: [], findings: [], warnings: [], injectionWarnings: [] };
  if (scope === undefined) return nothing;
  const tooLarge = checkSize(sent, scope, context);
  if (tooLarge !== undefined) {
    const warnings = warningsOf([tooLarge]);
    return { ...nothing, findings: [tooLarge], warnings, ...(contact === undefined ? {} : { contact }) };
  }
  const request = comparable(sent);
  const { object, findings, secret, injection } = mutateWith(request, scope, context);
  const ofInjection = applyExemptions(findings, request, scope, policy, now);
  const ofRules = applyExemptions(
    validateRequest(request, object, scope, context, start?.vm),
    request,
    scope,
    policy,
    now,
  );
  const report = reportStart(scope, { ofInjection, ofRules, vm: start?.vm });
  return {
    object,
    // Only an admitted object needs it.
    get patch() {
      return createPatch(request.object, object);
    },
    findings: [...ofInjection, ...ofRules],
    injectionWarnings: warningsOf(ofInjection),
    warnings: warningsOf(ofRules),
    ...(report === undefined ? {} : { start: report }),
    ...(injection === undefined ? {} : { injection }),
    ...(secret === undefined ? {} : { secret }),
    ...(contact === undefined ? {} : { contact }),
  };
}

function validateRequest(
  { operation, oldObject }: AdmissionRequest,
  object: unknown,
  scope: Scope,
  context: ReviewContext,
  vm: GetResult | undefined,
): readonly Finding[] {
  const findings = validate(object, scope, context);
  if (scope.isInjected === true) return ratchetVmi(findings, object, vm, scope, context);
  // Warnings stay warnings, whatever the stored object has.
  if (operation !== "UPDATE" || findings.every(({ action }) => action === "warn")) return findings;
  const stored = validate(withAppliedRunStrategy(oldObject, scope.resource.toView), scope, context);
  return ratchet(findings, object, stored, oldObject, broughtBackTo(scope.resource.toView(oldObject)));
}

function warningsOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => (finding.action === "warn" ? [formatWarning(finding)] : []));
}
