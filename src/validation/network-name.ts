import type { Field } from "../field/field.ts";
import { invalid, required, tooLong, type FieldError } from "../field/error.ts";

const longestName = 15;

const allowed = `must be 1 to ${longestName} lower-case letters, digits and '-'`;

/** Findings for a field that must hold the name of a network: [a-z0-9-], at most 15 characters. */
export function checkNetworkName(name: Field, fix: string): FieldError[] {
  if (!name.isSet) return [required(name, allowed, fix)];
  const { string } = name;
  if (string === undefined || !/^[a-z0-9-]+$/.test(string)) return [invalid(name, allowed, fix)];
  return string.length > longestName ? [tooLong(name, `${string.length} characters`, allowed, fix)] : [];
}
