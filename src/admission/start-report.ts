import type { Finding } from "../field/error.ts";
import type { GetResult } from "../injection/cluster-state.ts";
import type { Controller } from "../vm/controller.ts";
import type { Scope } from "./scope.ts";

/** What becomes of the start of a VM under the contract, for an event on it. */
export interface StartReport {
  readonly vm: Controller;
  readonly reason: "StartDenied" | "PlatformCloudInitMissing" | "RulesNotEnforced";
  /** Of words of vmgate's, names that the stored VM holds, and the API server's reasons: nothing comes from the request. */
  readonly message: string;
}

/** What a start is judged by. */
export interface StartFindings {
  readonly ofInjection: readonly Finding[];
  readonly ofRules: readonly Finding[];
  /** The VM that the VMI is compared with; undefined where it was not read. */
  readonly vm: GetResult | undefined;
}

/** The report of a start that is denied, or that goes without what the platform gives; undefined for all others. */
export function reportStart({ owner, isInjected }: Scope, findings: StartFindings): StartReport | undefined {
  if (owner === undefined || isInjected !== true) return undefined;
  const { ofInjection, ofRules, vm } = findings;
  const denials = [...ofInjection.filter(isEnforced).map(textOf), ...deniedByRules(ofRules, vm)];
  if (denials.length > 0) return { vm: owner, reason: "StartDenied", message: denials.join(". ") };
  const lacking = ofInjection.filter(({ severity }) => severity !== "warning").map(textOf);
  if (lacking.length > 0)
    return { vm: owner, reason: "PlatformCloudInitMissing", message: lacking.join(". ") };
  if (vm?.kind !== "denied" || ofRules.length === 0) return undefined;
  const message = `vmgate cannot read the VirtualMachine (${vm.why}), so violations of ${rulesOf(ofRules)} only warn`;
  return { vm: owner, reason: "RulesNotEnforced", message };
}

function deniedByRules(findings: readonly Finding[], vm: GetResult | undefined): readonly string[] {
  const enforced = findings.filter(isEnforced);
  if (enforced.length === 0) return [];
  const why =
    vm?.kind === "unavailable"
      ? `vmgate cannot read the VirtualMachine (${vm.why}); KubeVirt tries again`
      : "an instancetype, a preference or a preset brings in what the VM itself does not have";
  return [`${rulesOf(enforced)}: ${why}`];
}

function rulesOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ rule }) => rule))].join(", ");
}

function textOf({ found, fix, rule }: Finding): string {
  return `${found}; ${fix} [${rule}]`;
}

function isEnforced({ action }: Finding): boolean {
  return action === "enforce";
}
