import type { Field } from "../field/field.ts";
import { invalid, tooLong, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";

/** Most characters of a DNS label (RFC 1035, 2.3.4). */
const longestLabel = 63;

const form = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

const allowed = `must be a DNS label: lower-case letters, digits and '-' (not first or last), at most ${longestLabel} characters`;

/**
 * Findings for a field that, where it is set, holds one DNS label as Kubernetes takes it (RFC 1123). An
 * empty text counts as not set: KubeVirt drops it.
 */
export function checkDnsLabel(field: Field): FieldError[] {
  if (!field.isSet || field.value === "") return [];
  const text = field.string;
  if (text === undefined) return [invalid(field, allowed, "use a string, in YAML with quotes")];
  if (text.length > longestLabel) {
    return [tooLong(field, `${text.length} characters`, allowed, `shorten it to ${longestLabel} characters`)];
  }
  if (form.test(text)) return [];
  // Only where nothing but the case is wrong is it sure which label was meant.
  const lower = text.toLowerCase();
  if (!form.test(lower)) return [invalid(field, allowed, "use one label of these characters, without dots")];
  return [fixedByValue(invalid(field, allowed, `use "${lower}"`), lower)];
}
