import type { Guest, PartValues } from "../platform-parts/part.ts";
import { platformPartRegistry } from "../platform-parts/registry.ts";
import type { Platform } from "../policy/policy.ts";

/** The platform parts with the values of one namespace; a part that has nothing to give is not in it. */
export type PlatformValues = readonly PartValues[];

/**
 * The platform's values for guests in this namespace, each checked; or the path of the first value in the
 * policy file that must not get into a script.
 */
export function platformValues(
  platform: Platform,
  namespace: string,
): PlatformValues | { readonly bad: string } {
  const values: PartValues[] = [];
  for (const part of platformPartRegistry) {
    const found = part.valuesFor(platform, namespace);
    if (found === undefined) continue;
    if ("bad" in found) return found;
    values.push(found);
  }
  return values;
}

/**
 * What a guest lacks where its user data stays as it is, for a message: `DNS and SSH trust`; empty where it
 * lacks nothing. Network data is injected all the same, so what the guest gets from there is not named.
 */
export function missingFromUserData(values: PlatformValues, guest: Guest): string {
  return listed(values.flatMap((part) => part.userData(guest)?.gives ?? []));
}

/** What a guest lacks where nothing at all is injected, in the same form. */
export function missingAltogether(values: PlatformValues, guest: Guest): string {
  return listed(
    values.flatMap((part) =>
      part.nameServers(guest) === undefined ? (part.userData(guest)?.gives ?? []) : part.gives,
    ),
  );
}

function listed(words: readonly string[]): string {
  const last = words.slice(-1).join("");
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
