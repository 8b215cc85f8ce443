import type { Field } from "../field/field.ts";
import { forbidden, tooLong, type Finding } from "../field/violation.ts";
import { actionOf } from "../policy/namespace-policy.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { inlineLimit } from "../user-data/source.ts";
import type { NoData, WrappedData } from "../user-data/wrapper.ts";
import type { Impossible } from "./merge.ts";

/**
 * What injection has to say to the user: the form of a rule's violation, since what can't be injected is
 * refused where the policy says so, and never skipped in silence (contract §4).
 */
export interface Told extends Finding {
  /** The rule that the message ends in. */
  readonly rule: "cloud-init-size" | "cloud-init-content" | "cloud-init-source" | "network-data";
  readonly action: "enforce" | "warn";
}

/** What injection needs of the policy, and whether instances are given what does not fit on the VM. */
export interface Injecting {
  readonly policy: NamespacePolicy;
  readonly namespace: string;
  /** Whether vmgate merges the platform's part at each start; the policy can switch it off besides. */
  readonly mergesAtStart: boolean;
}

/** Whether what can't be put on the VirtualMachine reaches the guest at each start all the same. */
function hasSecondPlace({ policy, mergesAtStart }: Injecting): boolean {
  return mergesAtStart && (policy.injection.secrets || policy.injection.at === "instance");
}

/** The user data and the platform's part do not fit together into what KubeVirt takes inline. */
export function tellSize(
  place: Field,
  sizes: { readonly user: WrappedData | NoData; readonly packed: number },
  injecting: Injecting,
): Told {
  const own = typeof sizes.user === "string" ? 0 : sizes.user.content.length;
  const found = `${own} bytes, ${sizes.packed} compressed together with the platform's part`;
  const allowed = `at most ${inlineLimit} bytes inline, which is what KubeVirt takes`;
  return hasSecondPlace(injecting)
    ? {
        ...tooLong(place, found, allowed, "leave it so, as the platform's part is added at each start"),
        rule: "cloud-init-size",
        action: "warn",
      }
    : {
        ...tooLong(
          place,
          `${found}, left without the platform's network, DNS and SSH trust`,
          allowed,
          `shorten it by about ${sizes.packed - inlineLimit} compressed bytes, or let the guest fetch a part of it`,
        ),
        rule: "cloud-init-size",
        action: whenImpossible(injecting),
      };
}

/** The platform's network data are too long for KubeVirt, whoever's VM it is. */
export function tellNetworkSize(place: Field, length: number, injecting: Injecting): Told {
  return {
    ...tooLong(
      place,
      `the platform's network data have ${length} bytes, left without them`,
      `at most ${inlineLimit} bytes inline, which is what KubeVirt takes`,
      "ask the platform's administrator for fewer search domains",
    ),
    rule: "cloud-init-size",
    action: whenImpossible(injecting),
  };
}

/** The user data are of a kind that can't be merged with anything. */
export function tellImpossible(place: Field, why: Impossible, injecting: Injecting): Told {
  return {
    ...forbidden(place, why.found, why.allowed, why.fix),
    rule: "cloud-init-content",
    action: whenImpossible(injecting),
  };
}

/** A wrapper that was changed by hand. The rule cloud-init-content says so, unless it is off. */
export function tellEdited(place: Field, injecting: Injecting): Told[] {
  if (actionOf(injecting.policy, "cloud-init-content", "enforce") !== "off") return [];
  return [
    tellImpossible(
      place,
      {
        found: "user data that vmgate had wrapped and that were changed by hand since, left as they are",
        allowed: "the user's own data, or what vmgate wrote",
        fix: "write your user data alone",
      },
      injecting,
    ),
  ];
}

/** User data in a Secret can't be read here; they are merged at each start, or not at all. */
export function tellSecret(place: Field, injecting: Injecting): Told | undefined {
  if (hasSecondPlace(injecting)) return undefined;
  return {
    ...forbidden(
      place,
      "user data in a Secret, left without the platform's SSH trust",
      "the platform's part can be merged with inline user data",
      "write the user data inline, in userData or userDataBase64",
    ),
    rule: "cloud-init-source",
    action: whenImpossible(injecting),
  };
}

/** A value of the policy that must not get into a script. */
export function tellBadPolicy(place: Field, path: string, injecting: Injecting): Told {
  return {
    ...forbidden(
      place,
      `nothing injected: ${path} in the policy has a malformed value`,
      "well-formed platform values",
      "ask the platform's administrator to correct the policy",
    ),
    rule: "cloud-init-content",
    action: whenImpossible(injecting),
  };
}

/** The user's network data gave way to the platform's. */
export function tellReplaced(place: Field): Told {
  return {
    ...forbidden(
      place,
      "network data of the VM's owner, replaced by the platform's",
      "the platform owns the guest's network",
      "leave the network data out",
    ),
    rule: "network-data",
    action: "warn",
  };
}

/** What happens where injection can't be done (contract §4). */
export function whenImpossible({ policy }: Injecting): "enforce" | "warn" {
  return policy.injection.whenImpossible === "refuse" ? "enforce" : "warn";
}
