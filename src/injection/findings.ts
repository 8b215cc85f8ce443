import type { Field } from "../field/field.ts";
import { type Explanation, type Finding, forbidden, tooLong, warning } from "../field/error.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { inlineLimit } from "../user-data/volume/data-source.ts";
import type { NoData, WrappedData } from "../user-data/wrapper/wrapper.ts";
import { derivedSecretEnabled, failureAction, type InjectionOptions } from "./options.ts";

/**
 * Why a guest did not get platform cloud-init.
 * @param missing what the guest lacks because of it, as "DNS and SSH trust"; may be empty
 * @param reason what prevented the injection, without a full stop
 */
export function notInjected(missing: string, reason: string, fix: string): Explanation {
  const what = `platform ${missing === "" ? "cloud-init" : missing}`;
  return {
    found: `${what} not injected: ${reason}`,
    allowed: `must include ${what}, which cannot be injected: ${reason}`,
    fix,
  };
}

/** User data and platform cloud-init together are longer than KubeVirt accepts inline. */
export function sizeFinding(
  field: Field,
  sizes: { readonly user: WrappedData | NoData; readonly packed: number; readonly missing: string },
  options: InjectionOptions,
): Finding {
  const own = typeof sizes.user === "string" ? 0 : sizes.user.content.length;
  const allowed = `must be at most ${inlineLimit} bytes inline, compressed`;
  if (derivedSecretEnabled(options)) {
    const found = `${sizes.packed} bytes with platform cloud-init (user data ${own})`;
    const fix = "no action needed: platform cloud-init is added at each VM start";
    return { ...warning(tooLong(field, found, allowed, fix)), rule: "cloud-init-size", action: "warn" };
  }
  const found = `${sizes.packed} bytes with platform ${sizes.missing} (user data ${own}), not injected`;
  const excess = sizes.packed - inlineLimit;
  const fix = `shorten it by about ${excess} compressed bytes, or let the guest download part of it`;
  return {
    ...tooLong(field, found, allowed, fix),
    rule: "cloud-init-size",
    action: failureAction(options),
  };
}

/** Platform network data is longer than KubeVirt accepts, whoever's VM it is. */
export function networkSizeFinding(field: Field, length: number, options: InjectionOptions): Finding {
  return {
    ...tooLong(
      field,
      `platform network data is ${length} bytes and was not injected`,
      `must be at most ${inlineLimit} bytes inline`,
      "ask your administrator to reduce platform.dns.search in the policy",
    ),
    rule: "cloud-init-size",
    action: failureAction(options),
    isAdministrators: true,
  };
}

/** User data of a kind that cannot be merged with anything. */
export function mergeFinding(field: Field, why: Explanation, options: InjectionOptions): Finding {
  return {
    ...forbidden(field, why.found, why.allowed, why.fix),
    rule: "cloud-init-content",
    action: failureAction(options),
  };
}

/** A wrapper that was modified by hand. The rule cloud-init-content reports it, unless it is off. */
export function modifiedFindings(field: Field, options: InjectionOptions): Finding[] {
  if (actionOf(options.policy, "cloud-init-content", "enforce") !== "off") return [];
  return [mergeFinding(field, modifiedByHand, options)];
}

/** Of a wrapper that was modified by hand nobody can tell what is the user's. */
export const modifiedByHand: Explanation = notInjected(
  "",
  "the user data that vmgate had wrapped was modified by hand",
  "write your user data alone: vmgate userdata --original extracts it from an older copy",
);

/**
 * User data in a Secret cannot be read here; it is merged at each VM start, or not at all.
 * @param missing what the guest then lacks; empty: nothing, and there is nothing to report
 */
export function secretFindings(field: Field, missing: string, options: InjectionOptions): readonly Finding[] {
  if (missing === "" || derivedSecretEnabled(options)) return [];
  const { found, allowed, fix } = notInjected(
    missing,
    "vmgate does not read user data in Secrets here",
    "write the user data inline, in userData or userDataBase64",
  );
  return [
    {
      ...forbidden(field, found, allowed, fix),
      rule: "cloud-init-source",
      action: failureAction(options),
    },
  ];
}

/** A value of the policy that must not get into a script. */
export function invalidPlatformFinding(field: Field, path: string, options: InjectionOptions): Finding {
  const reason = `${path} in the vmgate policy is invalid`;
  const why = notInjected("", reason, "ask your administrator to correct the policy");
  return { ...mergeFinding(field, why, options), isAdministrators: true };
}
