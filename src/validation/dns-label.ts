import type { Field } from "../field/field.ts";
import { invalid, tooLong, type FieldError } from "../field/error.ts";

/** Most characters of a DNS label (RFC 1035, 2.3.4). */
const longestLabel = 63;

const form = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

const allowed = `one DNS label: a-z, 0-9 and - inside, at most ${longestLabel} characters`;

/**
 * Findings for a field that, where it is set, holds one DNS label as Kubernetes takes it (RFC 1123). An
 * empty text counts as not set: KubeVirt drops it.
 */
export function checkDnsLabel(field: Field): FieldError[] {
  if (!field.isSet || field.value === "") return [];
  const text = field.string;
  if (text === undefined) return [invalid(field, allowed, "write a text, in quotes")];
  if (text.length > longestLabel) {
    return [tooLong(field, `${text.length} characters`, allowed, `shorten it to ${longestLabel}`)];
  }
  return form.test(text) ? [] : [invalid(field, allowed, `write for example ${nearestLabel(text)}`)];
}

/** A label made of what was written, up to the first dot as KubeVirt does with the name of a VM. */
function nearestLabel(text: string): string {
  const [first = ""] = text.toLowerCase().split(".");
  return first.replaceAll(/[^a-z0-9-]/g, "-").replaceAll(/^-+|-+$/g, "") || "web-1";
}
