import type { Field } from "../field/field.ts";
import { forbidden, invalid, tooLong, type FieldError } from "../field/error.ts";

/** Most characters of a text that the guest reads as SMBIOS data (the specification's table). */
const longestText = 64;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Findings for a field that, where it is set, holds a UUID of one of these versions (RFC 9562, section 4). */
export function checkUuid(field: Field, versions: readonly string[]): FieldError[] {
  // KubeVirt reads an empty one as none, and makes one.
  if (!field.isSet || field.value === "") return [];
  const allowed = `a UUID of version ${versions.join(" or ")}, as 8-4-4-4-12 hexadecimal digits`;
  const fix = "write what uuidgen prints, or leave it out and one is made";
  const version = uuidForm.exec(field.string ?? "")?.[1];
  if (version === undefined) return [invalid(field, allowed, fix)];
  return versions.includes(version) ? [] : [forbidden(field, `a UUID of version ${version}`, allowed, fix)];
}

/** Findings for a field that, where it is set, holds a text of SMBIOS, at most 64 characters. */
export function checkSmbiosText(field: Field): FieldError[] {
  if (!field.isSet) return [];
  const allowed = `a text of at most ${longestText} characters`;
  if (field.string === undefined) return [invalid(field, allowed, "write a text, in quotes")];
  // Characters as a reader counts them; a text has no more of them than UTF-16 units.
  const length = field.string.length > longestText ? countCharacters(field.string) : 0;
  if (length <= longestText) return [];
  return [tooLong(field, `${length} characters`, allowed, `shorten it to ${longestText}`)];
}

/** The characters of a text, those outside the basic plane too, without a list of them. */
function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; count++) i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  return count;
}
