import type { Policy } from "./policy.ts";

/**
 * The policy where vmgate has no cluster to read and write Secrets in: `injection.secrets` is false, in every
 * profile too.
 */
export function withoutSecretAccess(policy: Policy): Policy {
  const off = { secrets: false };
  const profiles = policy.profiles.map((profile) => ({
    ...profile,
    injection: { ...profile.injection, ...off },
  }));
  return { ...policy, injection: { ...policy.injection, ...off }, profiles };
}
