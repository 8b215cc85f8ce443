import type { Finding } from "../field/error.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { Mutation } from "./mutate.ts";
import type { Scope } from "./scope.ts";

/** Where the platform's cloud-init is: in the user's volume, in a volume of vmgate's own, or in a derived Secret. */
export const injectionPlaces = ["inline", "volume", "secret"] as const;

/**
 * Why a guest does not get it: too long, content that nothing can be merged with, user data that vmgate may not read
 * or write, or a value of the policy.
 */
export const skipReasons = ["size", "content", "source", "policy"] as const;

type Place = (typeof injectionPlaces)[number];
type SkipReason = (typeof skipReasons)[number];

/** What became of the platform's cloud-init in a review. Both are absent where there is none, or it comes at the start. */
export interface InjectionReport {
  readonly place?: Place;
  readonly skipped: readonly SkipReason[];
}

/** What became of the platform's cloud-init; undefined for what never gets any. */
export function reportInjection(
  scope: Scope,
  mutation: Mutation,
  userData: UserDataCache,
): InjectionReport | undefined {
  const { role } = scope.resource;
  if (role !== "vm" && scope.isInjected !== true) return undefined;
  const place = placeOf(scope, mutation, userData);
  return place === undefined ? { skipped: reasonsOf(mutation.findings) } : { place, skipped: [] };
}

function placeOf(
  { resource: { toView } }: Scope,
  { object, secret }: Mutation,
  userData: UserDataCache,
): Place | undefined {
  if (secret !== undefined) return "secret";
  const [volume] = toView(object).cloudInitVolumes;
  const data = volume === undefined ? undefined : userData.read(volume.source);
  if (data === undefined || !("wrapper" in data) || data.wrapper === undefined) return undefined;
  return data.kind === "none" && data.addedByVmgate ? "volume" : "inline";
}

const reasonOfRule: Readonly<Record<string, SkipReason>> = {
  "cloud-init-size": "size",
  "cloud-init-content": "content",
  "cloud-init-source": "source",
};

/** What is never more than a warning is done at the start, or has no guest. */
function reasonsOf(findings: readonly Finding[]): readonly SkipReason[] {
  const reasons = findings.flatMap(({ rule, severity, isAdministrators }) => {
    if (severity === "warning") return [];
    const reason = isAdministrators === true ? "policy" : reasonOfRule[rule];
    return reason === undefined ? [] : [reason];
  });
  return [...new Set(reasons)];
}
