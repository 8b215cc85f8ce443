import { Field } from "../field/field.ts";
import type { Finding } from "../field/error.ts";
import type { GetResult } from "../injection/cluster-state.ts";
import { unavailableFinding } from "../injection/derived-secret-data.ts";
import type { ReviewContext } from "./engine.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import { ownerReferences } from "../vm/controller.ts";
import { VmView } from "../vm/view.ts";
import { ratchet, type IsNotExcused } from "./ratchet.ts";
import { broughtBackTo } from "./restored.ts";
import type { Scope } from "./scope.ts";
import { validate } from "./validate.ts";

/**
 * The findings of a VMI that KubeVirt creates for a VM under the contract: only what the stored VM does not violate
 * by itself is enforced, so that a VM that was admitted can always be started (contract §1).
 * @param vm the stored VM; undefined where it was not necessary to read it
 */
export function ratchetVmi(
  findings: readonly Finding[],
  vmi: unknown,
  vm: GetResult | undefined,
  scope: Scope,
  context: ReviewContext,
): readonly Finding[] {
  const isDenied = findings.some(({ action }) => action === "enforce");
  if (!isDenied || vm === undefined) return findings;
  if (vm.kind === "unavailable") return [...findings, unreadableVm(vmi, vm.why, findings)];
  if (vm.kind !== "found") return asWarnings(findings);
  const stored = VmView.ofVm(vm.object, "spec");
  if (!isUnderContract(stored)) return asWarnings(findings);
  const alone = asVmi(vm.object);
  return ratchet(findings, vmi, validate(alone, scope, context), alone, broughtBack(stored));
}

function asWarnings(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, action: "warn" }));
}

/** The VMI that a VM would run as without any preference, instancetype or preset. */
function asVmi(vm: unknown): unknown {
  const template = Field.root(vm).at("spec", "template");
  return {
    apiVersion: Field.root(vm).at("apiVersion").value,
    kind: "VirtualMachineInstance",
    metadata: template.at("metadata").value,
    spec: template.at("spec").value,
  };
}

/** What a restore brought back is listed by its place in the VM. */
function broughtBack(stored: VmView): IsNotExcused {
  const isListed = broughtBackTo(stored);
  return (violation) => isListed({ ...violation, path: ["spec", "template", ...violation.path] });
}

/** What a VM was admitted with is not known while it cannot be read. */
function unreadableVm(vmi: unknown, why: string, findings: readonly Finding[]): Finding {
  const field = ownerReferences(Field.root(vmi));
  const [first] = findings.filter(({ action }) => action === "enforce");
  const finding = unavailableFinding(field, { what: "the VirtualMachine", why });
  return { ...finding, rule: first?.rule ?? finding.rule };
}
