import type { Guest, PartValues } from "../platform-parts/part.ts";
import { platformPartRegistry } from "../platform-parts/registry.ts";
import type { Platform } from "../policy/policy.ts";
import { platformNetworkData } from "./network-data.ts";
import { platformParts } from "./platform-parts.ts";

/** What the platform gives one kind of guest. */
export interface GuestCloudInit {
  /** The platform parts of its user data, in order; none where there is nothing to inject. */
  readonly parts: readonly string[];
  readonly networkData: string | undefined;
  /**
   * What the guest lacks if its user data stays as it is, for a message: `DNS and SSH trust`; empty if it lacks
   * nothing. Network data is injected all the same, so what the guest gets from there is not named.
   */
  readonly missingFromUserData: string;
  /** What the guest lacks if nothing at all is injected, in the same form. */
  readonly missingAltogether: string;
}

/** The platform parts with the values of one namespace. What they give a guest is rendered once for each kind of guest. */
export class PlatformValues {
  readonly #parts: readonly PartValues[];
  readonly #rendered = new Map<string, GuestCloudInit>();

  /** @param parts those that have something to give */
  constructor(parts: readonly PartValues[]) {
    this.#parts = parts;
  }

  /** What the platform gives a guest. */
  forGuest(guest: Guest): GuestCloudInit {
    const key = `${guest.guestOs} ${guest.kind} ${guest.hasOwnNetworkData === true}`;
    const known = this.#rendered.get(key);
    if (known !== undefined) return known;
    const rendered = render(this.#parts, guest);
    this.#rendered.set(key, rendered);
    return rendered;
  }
}

function render(values: readonly PartValues[], guest: Guest): GuestCloudInit {
  const fromUserData = (part: PartValues): readonly string[] => {
    const given = part.userData(guest)?.gives;
    return given === undefined ? [] : [given];
  };
  return {
    parts: platformParts(values, guest),
    networkData: platformNetworkData(values, guest),
    missingFromUserData: listed(values.flatMap(fromUserData)),
    missingAltogether: listed(
      values.flatMap((part) => (part.nameServers(guest) === undefined ? fromUserData(part) : part.gives)),
    ),
  };
}

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
  return new PlatformValues(values);
}

function listed(words: readonly string[]): string {
  const last = words.slice(-1).join("");
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
