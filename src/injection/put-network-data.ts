import { removeAllIn } from "../field/edit.ts";
import type { Field } from "../field/field.ts";
import { isPlatformNetworkData } from "../user-data/volume/network-data.ts";
import { dataMembers, dataSources } from "../user-data/volume/data-source.ts";
import { type SourceFields, setFields } from "./volume-source-fields.ts";

/** The fields of a cloud-init volume that may hold network data. */
export const networkDataFieldNames = Object.values(dataMembers.networkData);

/**
 * Puts network data into a volume that has none or has vmgate's. The user's own is never replaced (contract §2,
 * network-data): vmgate's is removed, since KubeVirt denies two.
 * @param source the volume's `cloudInitNoCloud` or `cloudInitConfigDrive` in `object`
 * @param wanted the network data, as the fields to write; none: the platform gives the guest none
 */
export function putNetworkData(object: unknown, source: Field, wanted: SourceFields): unknown {
  const sources = dataSources(source, "networkData");
  const ours = sources.filter(isPlatformNetworkData);
  if (ours.length === sources.length) return setFields(object, source, networkDataFieldNames, wanted);
  return removeAllIn(
    object,
    ours.map(({ field }) => field.path),
  );
}

/** Whether all network data of a volume is vmgate's. */
export function isOurNetworkData(source: Field): boolean {
  return dataSources(source, "networkData").every(isPlatformNetworkData);
}
