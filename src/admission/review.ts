import type { DerivedSecret } from "../cloud-init/derived-secret.ts";
import { Field } from "../field/field.ts";
import { exemptionFor } from "../policy/exemption.ts";
import { policyFor } from "../policy/namespace-policy.ts";
import type { NamespacePolicy, Policy } from "../policy/policy.ts";
import { complete, type Completed } from "./complete.ts";
import type { Start } from "./start.ts";
import { judge, type Violation } from "./judge.ts";
import { formatViolation } from "./message.ts";
import { diff } from "./patch.ts";
import { ratchet } from "./ratchet.ts";
import { broughtBackTo } from "./restored.ts";
import { subjectOf, type Subject } from "./subject.ts";
import type { AdmissionRequest, PatchOperation } from "./types.ts";

/** What the engine says of a request. */
export interface Review {
  /** The object as it would be stored. */
  readonly object: unknown;
  /** From the object that was sent to the one that would be stored. */
  readonly patch: readonly PatchOperation[];
  /** All of them; the object is refused when one is enforced. */
  readonly violations: readonly Violation[];
  /** What the violations that are not enforced have to say, complete sentences of any length. */
  readonly warnings: readonly string[];
  /** The same of what could not be injected, or gave way to what was. */
  readonly injectionWarnings: readonly string[];
  /** What must be written before the answer is given: the patch names it. */
  readonly secret?: DerivedSecret;
  /** Said with a refusal, beside the violations. */
  readonly hint?: string;
}

/**
 * Reviews one request under the policy: completes its object and judges that. Pure: the same request, policy and
 * day give the same review. `now` is in milliseconds since 1970 and decides which exemptions hold. `start` says
 * how an instance that KubeVirt makes is injected; without it such an instance is only judged.
 * @throws RuleError when a rule throws.
 */
export function review(request: AdmissionRequest, policy: Policy, now: number, start?: Start): Review {
  return reviewAs((subject, local) => complete(request, subject, local, start), request, policy, now);
}

/**
 * Reviews a request whose object is stored as it stands, and so is judged as it stands: what somebody took out
 * after it was completed must not be thought back in.
 * @throws RuleError when a rule throws.
 */
export function reviewStored(request: AdmissionRequest, policy: Policy, now: number): Review {
  return reviewAs(() => ({ object: request.object, told: [] }), request, policy, now);
}

function reviewAs(
  completed: (subject: Subject, policy: NamespacePolicy) => Completed,
  request: AdmissionRequest,
  policy: Policy,
  now: number,
): Review {
  const local = policyFor(policy, request.namespace);
  const subject = subjectOf(request, local);
  if (subject === undefined)
    return { object: request.object, patch: [], violations: [], warnings: [], injectionWarnings: [] };
  const { object, told, secret } = completed(subject, local);
  const exempted = (violation: Violation): Judged => exempt(violation, request, subject, policy, now);
  const ofInjection = told.map(exempted);
  const ofRules = judgeChange(request, object, subject, local).map(exempted);
  return {
    object,
    patch: diff(request.object, object),
    violations: [...ofInjection, ...ofRules].map(({ violation }) => violation),
    injectionWarnings: warningsOf(ofInjection),
    warnings: warningsOf(ofRules),
    ...(subject.hint === undefined ? {} : { hint: subject.hint }),
    ...(secret === undefined ? {} : { secret }),
  };
}

function judgeChange(
  request: AdmissionRequest,
  object: unknown,
  subject: Subject,
  policy: NamespacePolicy,
): readonly Violation[] {
  const violations = judge(object, subject, policy);
  if (request.operation !== "UPDATE" || violations.length === 0) return violations;
  const { oldObject } = request;
  const before = judge(oldObject, subject, policy);
  return ratchet(violations, object, before, oldObject, broughtBackTo(subject.kind.readVm(oldObject)));
}

interface Judged {
  readonly violation: Violation;
  readonly note?: string;
}

function exempt(
  violation: Violation,
  request: AdmissionRequest,
  subject: Subject,
  policy: Policy,
  now: number,
): Judged {
  if (violation.action === "warn") return { violation };
  const { rule } = violation;
  const { namespace } = request;
  const exemption = exemptionFor(
    policy,
    { rule, namespace, name: nameOf(request), ownerName: subject.owner?.name },
    now,
  );
  if (exemption === undefined) return { violation };
  return { violation: { ...violation, action: "warn" }, note: `exempt: ${exemption.reason}` };
}

/** The object's name; its generateName where the API server is still to make one. */
export function nameOf({ name, object }: Pick<AdmissionRequest, "name" | "object">): string {
  const metadata = Field.root(object).at("metadata");
  return name || (metadata.at("name").string ?? metadata.at("generateName").string ?? "");
}

function warningsOf(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap(({ violation, note }) =>
    violation.action === "warn" ? [warning(violation, note)] : [],
  );
}

function warning(violation: Violation, note: string | undefined): string {
  const text = formatViolation(violation);
  return note === undefined ? text : text.replace(/( \[[a-z-]+\])$/, ` (${note.replaceAll("$", "$$$$")})$1`);
}
