import type { Field } from "../field/field.ts";
import { invalid, tooLong, type FieldError } from "../field/error.ts";

/** Most characters of a string that the guest reads as SMBIOS data (the specification's table). */
const longestText = 64;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Findings for a field that, where it is set, holds a UUID of one of these versions (RFC 9562, section 4). */
export function checkUuid(field: Field, versions: readonly string[]): FieldError[] {
  // KubeVirt reads an empty one as none, and makes one.
  if (!field.isSet || field.value === "") return [];
  const version = uuidForm.exec(field.string ?? "")?.[1];
  if (version !== undefined && versions.includes(version)) return [];
  const allowed = `must be a version ${versions.join(" or ")} UUID`;
  return [invalid(field, allowed, "generate one with uuidgen, or omit the field")];
}

/** Findings for a field that, where it is set, holds an SMBIOS string, at most 64 characters. */
export function checkSmbiosText(field: Field): FieldError[] {
  if (!field.isSet) return [];
  const allowed = `must be a string of at most ${longestText} characters`;
  if (field.string === undefined) return [invalid(field, allowed, "use a string, in YAML with quotes")];
  // Characters as a reader counts them; a text has no more of them than UTF-16 units.
  const length = field.string.length > longestText ? countCharacters(field.string) : 0;
  if (length <= longestText) return [];
  return [tooLong(field, `${length} characters`, allowed, `shorten it to ${longestText} characters`)];
}

/** The characters of a text, those outside the basic plane too, without a list of them. */
function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; count++) i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  return count;
}
