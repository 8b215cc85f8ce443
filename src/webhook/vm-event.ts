import type { AdmissionRequest } from "../admission/admission-review.ts";
import type { StartReport } from "../admission/start-report.ts";

/** An event on a VirtualMachine: why its start is denied, or what its guest lacks. */
export interface VmEvent {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly reason: string;
  readonly message: string;
}

/** The event of a start; a dry run starts nothing. */
export function eventOf(
  { namespace, isDryRun }: AdmissionRequest,
  report: StartReport | undefined,
): VmEvent | undefined {
  if (report === undefined || isDryRun) return undefined;
  const { vm, reason, message } = report;
  return { namespace, name: vm.name, uid: vm.uid, reason, message };
}
