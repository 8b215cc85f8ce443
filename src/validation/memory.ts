import type { Field } from "../field/field.ts";
import { warning, invalid, quote, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";
import { one, parseQuantity } from "./quantity.ts";

const mebibyte = one * 1024n * 1024n;

const example = 'use a quantity such as "2Gi"';

/** Findings for a field that holds the memory of a guest: a positive quantity, with a warning below one MiB. */
export function checkMemory(memory: Field): FieldError[] {
  const bytes = parseQuantity(memory.value);
  if (bytes === undefined) {
    const allowed = "must be a quantity of bytes, with a suffix such as Mi or Gi";
    const meant = meantQuantity(memory);
    if (meant === undefined) return [invalid(memory, allowed, example)];
    return [fixedByValue(invalid(memory, allowed, `did you mean "${meant}"?`), meant)];
  }
  if (bytes <= 0n) return [invalid(memory, "must be greater than 0", example)];
  return bytes >= mebibyte ? [] : [warning(tooSmall(memory))];
}

function tooSmall(memory: Field): FieldError {
  const allowed = "must be at least 1Mi";
  const [, digits] = /^(\d{1,12})m$/.exec(memory.string ?? "") ?? [];
  if (digits === undefined)
    return invalid(memory, allowed, example, `${quote(memory.value)} is less than 1Mi`);
  const found = `${quote(memory.value)} means ${Number(digits) / 1000} bytes`;
  return invalid(memory, allowed, `did you mean "${digits}Mi"?`, found);
}

/** `2 GiB` and `2GB` can only mean the quantities 2Gi and 2G. */
function meantQuantity({ string = "" }: Field): string | undefined {
  const [, number, suffix] = /^(\d{1,12}) ?([KMGT]i?)B?$/.exec(string) ?? [];
  return suffix === undefined ? undefined : `${number ?? ""}${suffix}`;
}
