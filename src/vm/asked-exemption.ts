import { formats } from "../validation/formats.ts";
import type { VmView } from "./view.ts";

/** What the annotations begin with by which an owner asks for an exemption; the rest is the rule's id. */
export const exemptPrefix = "vm.cpln.io/exempt.";

/**
 * Why a VM asks to be exempt from a rule: the annotation on its template, which reaches its instances. Undefined where
 * it does not ask, and where the reason is not one line of at most 200 characters: it goes into warnings.
 */
export function askedExemption(vm: VmView, rule: string): string | undefined {
  const reason = vm.annotation(`${exemptPrefix}${rule}`).string;
  return reason !== undefined && formats["one-line"](reason) ? reason : undefined;
}
