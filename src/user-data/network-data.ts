import { isObject } from "../field/json.ts";

/** The first line of network data of ours for a NoCloud volume. */
export const noCloudMark = "# vmgate\n";

/** The member that network data of ours for a ConfigDrive carries; cloud-init ignores what it does not know. */
export const configDriveMark = { vmgate: 1 } as const;

/** Whether network data carry our mark, in either form. What does not is the user's. */
export function isPlatformNetworkData(text: string): boolean {
  if (text.startsWith(noCloudMark)) return true;
  if (!text.startsWith("{")) return false;
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) && data["vmgate"] === configDriveMark.vmgate;
  } catch {
    return false;
  }
}
