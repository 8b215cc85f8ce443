import type { Finding } from "../field/error.ts";
import { exemptionFor } from "../policy/exemption.ts";
import { askedExemption } from "../vm/asked-exemption.ts";
import type { Policy } from "../policy/policy.ts";
import { type AdmissionRequest, nameOf } from "./admission-review.ts";
import type { Scope } from "./scope.ts";

/**
 * Applies the policy's exemptions: what is exempt is still reported, as a warning (contract §6). An exemption
 * that names a VM covers its VMIs too. One that must be asked for is shown with the reason of whoever asks.
 * @param now milliseconds since 1970; an expired exemption does not apply
 */
export function applyExemptions(
  findings: readonly Finding[],
  request: AdmissionRequest,
  scope: Scope,
  policy: Policy,
  now: number,
): readonly Finding[] {
  if (findings.every(({ action }) => action === "warn")) return findings;
  const { namespace } = request;
  // The object as it was sent: an annotation is its owner's to write.
  const vm = scope.resource.toView(request.object);
  const asks = (rule: string): string | undefined => askedExemption(vm, rule);
  const object = { namespace, name: nameOf(request), ownerName: scope.owner?.name, asks };
  return findings.map((finding) => {
    if (finding.action === "warn") return finding;
    const exemption = exemptionFor(policy, { rule: finding.rule, ...object }, now);
    if (exemption === undefined) return finding;
    const { asked, expires } = exemption;
    const reason = asked === true ? `${exemption.reason}; ${asks(finding.rule) ?? ""}` : exemption.reason;
    const applied = { reason, ...(expires === undefined ? {} : { expires }) };
    return { ...finding, action: "warn", exemption: applied };
  });
}
