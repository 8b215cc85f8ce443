import type { Field } from "../field/field.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import { isPlatformNetworkData } from "../user-data/volume/network-data.ts";
import { dataSources } from "../user-data/volume/data-source.ts";
import { type SourceFields, setFields } from "./volume-source-fields.ts";
import type { Finding } from "../field/error.ts";
import { replacedFinding } from "./findings.ts";
import type { InjectionOptions } from "./options.ts";

/** A volume's source with the network data that it gets, and the findings to report. */
export interface WithNetwork {
  readonly object: unknown;
  readonly findings: readonly Finding[];
}

/** The fields of a cloud-init volume that may hold network data. */
export const networkDataFieldNames = ["networkData", "networkDataBase64", "networkDataSecretRef"] as const;

/**
 * Puts network data into a volume that has none or has vmgate's. The user's own is replaced or kept as the rule
 * network-data says (contract §2): under `enforce` it is kept and denied.
 * @param source the volume's `cloudInitNoCloud` or `cloudInitConfigDrive` in `object`
 * @param wanted the network data, as the fields to write; none: the platform gives the guest none
 */
export function putNetworkData(
  object: unknown,
  source: Field,
  wanted: SourceFields,
  { policy }: InjectionOptions,
): WithNetwork {
  const users = dataSources(source, "networkData").filter((data) => !isPlatformNetworkData(data));
  const isWanted = Object.keys(wanted).length > 0;
  if (users.length > 0 && !(isWanted && actionOf(policy, "network-data", "enforce") === "warn")) {
    return { object, findings: [] };
  }
  return {
    object: setFields(object, source, networkDataFieldNames, wanted),
    findings: users.slice(0, 1).map(({ field }) => replacedFinding(field)),
  };
}

/** Whether all network data of a volume is vmgate's. */
export function isOurNetworkData(source: Field): boolean {
  return dataSources(source, "networkData").every(isPlatformNetworkData);
}
