import type { Field } from "../field/field.ts";
import { actionOf } from "../policy/namespace-policy.ts";
import { isPlatformNetworkData } from "../user-data/network-data.ts";
import { dataSources } from "../user-data/source.ts";
import { type Members, putMembers } from "./members.ts";
import { type Injecting, tellReplaced, type Told } from "./told.ts";

/** A volume's source with the network data that it gets, and what is to be said. */
export interface WithNetwork {
  readonly object: unknown;
  readonly told: readonly Told[];
}

/** The members of a cloud-init volume that network data may stand in. */
export const networkMembers = ["networkData", "networkDataBase64", "networkDataSecretRef"] as const;

/**
 * Puts network data into a volume that has none or has ours. The user's own give way or stay as the rule
 * network-data says (contract §2): under `enforce` they stay and are refused.
 * @param source the volume's `cloudInitNoCloud` or `cloudInitConfigDrive` in `object`
 * @param wanted the network data, as the members to write; none: the platform gives the guest none
 */
export function putNetworkData(
  object: unknown,
  source: Field,
  wanted: Members,
  { policy }: Injecting,
): WithNetwork {
  const users = dataSources(source, "networkData").filter((data) => !isPlatformNetworkData(data));
  const isWanted = Object.keys(wanted).length > 0;
  if (users.length > 0 && !(isWanted && actionOf(policy, "network-data", "enforce") === "warn")) {
    return { object, told: [] };
  }
  return {
    object: putMembers(object, source, networkMembers, wanted),
    told: users.slice(0, 1).map(({ field }) => tellReplaced(field)),
  };
}

/** Whether all network data of a volume are ours. */
export function isOurNetworkData(source: Field): boolean {
  return dataSources(source, "networkData").every(isPlatformNetworkData);
}
