import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";

/** Hexadecimal digits of the digests that are taken. */
const digits: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/**
 * Findings for a field that, where it is set, holds the checksum of an image as CDI reads it: in any case,
 * blanks around it taken off. Of its algorithms md5 and sha1 are not taken, since they can be forged.
 */
export function checkChecksum(field: Field): FieldError[] {
  if (!field.isSet) return [];
  const [algorithm = "", hex = "", ...rest] = (field.string ?? "").trim().toLowerCase().split(":", 3);
  const length = Object.hasOwn(digits, algorithm) ? digits[algorithm] : undefined;
  if (length === hex.length && rest.length === 0 && /^[0-9a-f]+$/.test(hex)) return [];
  const fix =
    length === undefined
      ? "write sha256: and what sha256sum prints for the image"
      : `write all ${length} hexadecimal digits after ${algorithm}:`;
  return [invalid(field, "sha256:<64 hexadecimal digits> or sha512:<128 hexadecimal digits>", fix)];
}
