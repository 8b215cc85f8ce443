import type { Field } from "../field/field.ts";
import { type Explanation, type Finding, forbidden, tooLong } from "../field/error.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { inlineLimit } from "../user-data/volume/data-source.ts";
import type { NoData, WrappedData } from "../user-data/wrapper/wrapper.ts";
import { derivedSecretEnabled, failureAction, type InjectionOptions } from "./options.ts";
import { leftWithout } from "./platform-values.ts";

/** The user data and the platform's part do not fit together into what KubeVirt takes inline. */
export function sizeFinding(
  field: Field,
  sizes: { readonly user: WrappedData | NoData; readonly packed: number; readonly missing: string },
  options: InjectionOptions,
): Finding {
  const own = typeof sizes.user === "string" ? 0 : sizes.user.content.length;
  const found = `${own} bytes, ${sizes.packed} compressed together with the platform's part`;
  const allowed = `at most ${inlineLimit} bytes inline, which is what KubeVirt takes`;
  return derivedSecretEnabled(options)
    ? {
        ...tooLong(field, found, allowed, "leave it so, as the platform's part is added at each start"),
        rule: "cloud-init-size",
        action: "warn",
      }
    : {
        ...tooLong(
          field,
          `${found}${leftWithout(sizes.missing)}`,
          allowed,
          `shorten it by about ${sizes.packed - inlineLimit} compressed bytes, or let the guest fetch a part of it`,
        ),
        rule: "cloud-init-size",
        action: failureAction(options),
      };
}

/** The platform's network data are too long for KubeVirt, whoever's VM it is. */
export function networkSizeFinding(field: Field, length: number, options: InjectionOptions): Finding {
  return {
    ...tooLong(
      field,
      `the platform's network data have ${length} bytes, left without them`,
      `at most ${inlineLimit} bytes inline, which is what KubeVirt takes`,
      "ask the platform's administrator for fewer search domains",
    ),
    rule: "cloud-init-size",
    action: failureAction(options),
  };
}

/** The user data are of a kind that can't be merged with anything. */
export function mergeFinding(field: Field, why: Explanation, options: InjectionOptions): Finding {
  return {
    ...forbidden(field, why.found, why.allowed, why.fix),
    rule: "cloud-init-content",
    action: failureAction(options),
  };
}

/** A wrapper that was changed by hand. The rule cloud-init-content says so, unless it is off. */
export function modifiedFindings(field: Field, options: InjectionOptions): Finding[] {
  if (actionOf(options.policy, "cloud-init-content", "enforce") !== "off") return [];
  return [
    mergeFinding(
      field,
      {
        found: "user data that vmgate had wrapped and that were changed by hand since, left as they are",
        allowed: "the user's own data, or what vmgate wrote",
        fix: "write your user data alone",
      },
      options,
    ),
  ];
}

/**
 * User data in a Secret can't be read here; it is merged at each start, or not at all.
 * @param missing what the guest then does without; empty: it lacks nothing, and there is nothing to say
 */
export function secretFindings(field: Field, missing: string, options: InjectionOptions): readonly Finding[] {
  if (missing === "" || derivedSecretEnabled(options)) return [];
  return [
    {
      ...forbidden(
        field,
        `user data in a Secret${leftWithout(missing)}`,
        "the platform's part can be merged with inline user data",
        "write the user data inline, in userData or userDataBase64",
      ),
      rule: "cloud-init-source",
      action: failureAction(options),
    },
  ];
}

/** A value of the policy that must not get into a script. */
export function invalidPlatformFinding(field: Field, path: string, options: InjectionOptions): Finding {
  return {
    ...forbidden(
      field,
      `nothing injected: ${path} in the policy has a malformed value`,
      "well-formed platform values",
      "ask the platform's administrator to correct the policy",
    ),
    rule: "cloud-init-content",
    action: failureAction(options),
  };
}

/** The user's network data gave way to the platform's. */
export function replacedFinding(field: Field): Finding {
  return {
    ...forbidden(
      field,
      "network data of the VM's owner, replaced by the platform's",
      "the platform owns the guest's network",
      "leave the network data out",
    ),
    rule: "network-data",
    action: "warn",
  };
}
