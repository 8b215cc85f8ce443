import { type ContentFinding, partWarning } from "../finding.ts";
import { skipSpace } from "./format.ts";
import type { Part } from "../part.ts";

const header = "#cloud-config-jsonp";

/** Whether cloud-init can read a cloud-config-jsonp part: its header, then one JSON list of RFC 6902 operations. */
export function lintJsonPatch(part: Part): ContentFinding[] {
  const text = skipSpace(part.text);
  // The header is told in any case of letters, but stripped in this one only.
  const patch = text.startsWith(header) ? text.slice(header.length) : text;
  if (isList(patch)) return [];
  const found = "a cloud-config-jsonp part that is no JSON list: the guest ignores it";
  return [partWarning(part.line, found, "a JSON list of operations (RFC 6902)", "correct the JSON")];
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
