import type { Policy } from "./policy.ts";

/** As large as the policies that are in use. */
const known = new WeakMap<Policy, Policy>();

/**
 * The policy where vmgate has no cluster to read and write Secrets in: `injection.secrets` is false, in every
 * profile too. The same object for the same policy, so that what is worked out of it stays.
 */
export function withoutSecrets(policy: Policy): Policy {
  let without = known.get(policy);
  if (without === undefined) {
    const off = { secrets: false };
    const profiles = policy.profiles.map((profile) => ({
      ...profile,
      injection: { ...profile.injection, ...off },
    }));
    known.set(policy, (without = { ...policy, injection: { ...policy.injection, ...off }, profiles }));
  }
  return without;
}
