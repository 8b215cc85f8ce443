import { type ContentFinding, partWarning } from "../finding.ts";
import { skipSpace } from "./format.ts";
import type { Part } from "../part.ts";

const header = "#cloud-config-jsonp";

/** Whether cloud-init can read a cloud-config-jsonp part: its header, then one JSON list of RFC 6902 operations. */
export function lintJsonPatch(part: Part): ContentFinding[] {
  const text = skipSpace(part.text);
  // The header is recognized in upper and lower case, but stripped in lower case only.
  const patch = text.startsWith(header) ? text.slice(header.length) : text;
  if (isList(patch)) return [];
  const found = "the cloud-config-jsonp part is not a JSON list, so the guest ignores it";
  return [partWarning(part.line, found, "must be a JSON list of operations (RFC 6902)", "correct the JSON")];
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
