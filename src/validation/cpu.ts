import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { fixedByValue } from "../field/fix.ts";
import { one, parseQuantity } from "./quantity.ts";

/** Findings for a field that, where it is set, holds a whole number of cores as a quantity in any spelling. */
export function checkWholeCores(cpu: Field): FieldError[] {
  if (!cpu.isSet) return [];
  const cores = parseQuantity(cpu.value);
  if (cores !== undefined && cores > 0n && cores % one === 0n) return [];
  const allowed = "must be a whole number of cores, at least 1";
  if (cores === undefined || cores <= 0n) return [invalid(cpu, allowed, 'use "1" or more')];
  // As KubeVirt itself rounds.
  const whole = `${(cores + one - 1n) / one}`;
  return [fixedByValue(invalid(cpu, allowed, `use "${whole}"`), whole)];
}
