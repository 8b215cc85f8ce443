import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";

/** Hexadecimal digits of the accepted digests. */
const digits: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/**
 * Findings for a field that, where it is set, holds the checksum of an image as CDI reads it: in any case,
 * with blanks around it removed. Of its algorithms md5 and sha1 are not accepted, since they can be forged.
 */
export function checkChecksum(field: Field): FieldError[] {
  if (!field.isSet) return [];
  const [algorithm = "", hex = "", ...rest] = (field.string ?? "").trim().toLowerCase().split(":", 3);
  const length = Object.hasOwn(digits, algorithm) ? digits[algorithm] : undefined;
  if (length === hex.length && rest.length === 0 && /^[0-9a-f]+$/.test(hex)) return [];
  const fix =
    length === undefined
      ? "use sha256: followed by the output of sha256sum for the image"
      : `give all ${length} hex digits after ${algorithm}:`;
  return [invalid(field, "must be sha256:<64 hex digits> or sha512:<128 hex digits>", fix)];
}
