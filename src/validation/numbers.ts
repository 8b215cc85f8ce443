import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";

/** Findings for a field that, where it is set, must be a whole number from `min` to `max`. */
export function checkRange(field: Field, min: number, max: number, fix: string): FieldError[] {
  if (!field.isSet || isWithin(field.value, min, max)) return [];
  const text = field.string ?? "";
  const isQuoted = /^\d{1,5}$/.test(text) && isWithin(Number(text), min, max);
  const allowed = `must be a whole number from ${min} to ${max}`;
  if (!isQuoted) return [invalid(field, allowed, fix)];
  return [fixedByValue(invalid(field, allowed, `use ${text} without quotes`), Number(text))];
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}
