import { missingPlatformValues } from "../policy/missing-platform-values.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { PolicyWatcher } from "./policy-watcher.ts";
import type { Check } from "./probes.ts";

/** Says what guests go without, and what is wrong with the policy's file; the last good policy holds anyway. */
export function policyCheck(source: PolicyWatcher): Check {
  return {
    name: "policy",
    run() {
      const problem = source.problem();
      return {
        isOk: true,
        notes: [...missingPlatformValues(source.current()), ...(problem?.split("\n") ?? [])],
      };
    },
  };
}

/** Logs and counts every change of the policy's file. */
export function reportPolicyChanges(
  source: PolicyWatcher,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  source.onChange((change) => {
    if ("policy" in change) {
      metrics.countPolicyReload("ok");
      log.info({ notes: missingPlatformValues(change.policy) }, "the policy was replaced");
    } else {
      metrics.countPolicyReload("failed");
      log.error({ problems: change.errors }, "the policy file is not valid; the policy before it holds");
    }
  });
}
