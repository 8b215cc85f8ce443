import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";

/**
 * Findings for a field that, where it is set, must be a whole number from `min` to `max`.
 * `what` names the thing for the message: "a number of sockets".
 */
export function checkRange(field: Field, min: number, max: number, what: string, fix: string): FieldError[] {
  if (!field.isSet || isWithin(field.value, min, max)) return [];
  return [invalid(field, `${what} is a whole number from ${min} to ${max}`, fix)];
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}
