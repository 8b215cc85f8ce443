import { isObject } from "../../field/json.ts";
import { type DataSource, inlineBytes, inlineLength, inlineLimit } from "./data-source.ts";
import { showUtf8 } from "../encoding/utf8.ts";

/** The first line of network data of ours for a NoCloud volume. */
export const noCloudMark = "# vmgate\n";

/** The member that network data of ours for a ConfigDrive carries; cloud-init ignores what it does not know. */
export const configDriveMark = { vmgate: 1 } as const;

/** Whether a volume's network data carry our mark, in either form. What does not is the user's. */
export function isPlatformNetworkData(data: DataSource): boolean {
  // Ours is never longer than KubeVirt takes; what is need not be looked at.
  if (data.kind !== "inline" || (inlineLength(data) ?? 0) > inlineLimit) return false;
  const bytes = data.isBase64 ? inlineBytes(data) : undefined;
  return isMarked(bytes === undefined ? data.text : showUtf8(bytes));
}

function isMarked(text: string): boolean {
  if (text.startsWith(noCloudMark)) return true;
  if (!text.startsWith("{")) return false;
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) && data["vmgate"] === configDriveMark.vmgate;
  } catch {
    return false;
  }
}
