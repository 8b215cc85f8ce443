import type { Field } from "../field/field.ts";
import { invalid, required, tooLong, type FieldError } from "../field/error.ts";

const longestName = 15;

/** Findings for a field that must hold the name of a network: [a-z0-9-], at most 15 characters. */
export function checkNetworkName(name: Field, fix: string): FieldError[] {
  if (!name.isSet) return [required(name, "a network and its interface have a name", fix)];
  const { string } = name;
  if (string === undefined || !/^[a-z0-9-]+$/.test(string)) {
    return [invalid(name, "a name is made of a-z, 0-9 and -", fix)];
  }
  if (string.length <= longestName) return [];
  return [tooLong(name, `${string.length} characters`, `a name has at most ${longestName}`, fix)];
}
