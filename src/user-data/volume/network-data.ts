import { isObject } from "../../field/json.ts";
import { type DataSource, inlineBytes, inlineLength, inlineLimit } from "./data-source.ts";
import { showUtf8 } from "../encoding/utf8.ts";

/** The first line of platform network data for a NoCloud volume. */
export const noCloudHeader = "# vmgate\n";

/** The member of platform network data for a ConfigDrive; cloud-init ignores members that it does not know. */
export const configDriveMember = { vmgate: 1 } as const;

/** Whether a volume's network data was written by vmgate, for either kind of volume. Otherwise it is the user's. */
export function isPlatformNetworkData(data: DataSource): boolean {
  // vmgate writes no more than KubeVirt accepts, so longer data is not parsed.
  if (data.kind !== "inline" || (inlineLength(data) ?? 0) > inlineLimit) return false;
  const bytes = data.isBase64 ? inlineBytes(data) : undefined;
  return hasPlatformHeader(bytes === undefined ? data.text : showUtf8(bytes));
}

function hasPlatformHeader(text: string): boolean {
  if (text.startsWith(noCloudHeader)) return true;
  // Thousands of texts that are no platform's are not parsed.
  if (!text.startsWith("{") || !text.includes('"vmgate"')) return false;
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) && data["vmgate"] === configDriveMember.vmgate;
  } catch {
    return false;
  }
}
