import type { Finding } from "../field/error.ts";
import type { ToView } from "../vm/view.ts";
import { injectVm } from "./inject-vm.ts";
import type { InjectionOptions } from "./options.ts";

/**
 * What keeps platform cloud-init out of a VM that is not changed, as far as its owner can do something about it. All
 * of it only warns: nothing is injected anyway. What the administrator's values or a start are to blame for is left out.
 */
export function ownersFindings(
  object: unknown,
  toView: ToView,
  options: InjectionOptions,
): readonly Finding[] {
  const { findings } = injectVm(object, toView, options);
  return findings
    .filter(({ severity, isAdministrators }) => severity !== "warning" && isAdministrators !== true)
    .map((finding) => ({ ...finding, action: "warn" }));
}
