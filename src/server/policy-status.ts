import { missingPlatformValues } from "../policy/missing-platform-values.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { PolicyWatcher } from "./policy-watcher.ts";
import type { Check } from "./probes.ts";

/** Reports what guests lack and what is wrong with the policy file; the last valid policy applies anyway. */
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

/** Logs and counts every change of the policy file. */
export function reportPolicyChanges(
  source: PolicyWatcher,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  metrics.setPolicy({ since: Date.now(), hash: source.hash() });
  source.onChange((change) => {
    if ("policy" in change) {
      metrics.setPolicy({ since: Date.now(), hash: source.hash() });
      metrics.countPolicyReload("ok");
      log.info({ notes: missingPlatformValues(change.policy) }, "policy replaced");
    } else {
      metrics.setPolicy({ invalidAt: change.at.getTime() });
      metrics.countPolicyReload("failed");
      log.error({ problems: change.errors }, "policy file is invalid; keeping the previous policy");
    }
  });
}
