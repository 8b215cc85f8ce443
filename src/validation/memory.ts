import type { Field } from "../field/field.ts";
import { warning, invalid, type FieldError } from "../field/error.ts";
import { one, parseQuantity } from "./quantity.ts";

const mebibyte = one * 1024n * 1024n;

/** Findings for a field that holds the memory of a guest: a positive quantity, with advice below one MiB. */
export function checkMemory(memory: Field): FieldError[] {
  const bytes = parseQuantity(memory.value);
  if (bytes === undefined) {
    return [
      invalid(memory, "memory is a number of bytes with a suffix such as Mi or Gi", "write for example 2Gi"),
    ];
  }
  if (bytes <= 0n) return [invalid(memory, "memory is more than 0", "write for example 2Gi")];
  if (bytes >= mebibyte) return [];
  const milli = /^(\d+)m$/.exec(memory.string ?? "");
  const fix = milli === null ? "write for example 2Gi" : `write ${milli[1] ?? ""}Mi, as m is a thousandth`;
  return [warning(invalid(memory, "a guest needs at least 1Mi", fix))];
}
