import type { Field } from "../field/field.ts";
import { invalid, type FieldError } from "../field/error.ts";
import { one, parseQuantity } from "./quantity.ts";

/** Findings for a field that, where it is set, holds a whole number of cores as a quantity in any spelling. */
export function checkWholeCores(cpu: Field): FieldError[] {
  if (!cpu.isSet) return [];
  const cores = parseQuantity(cpu.value);
  if (cores !== undefined && cores > 0n && cores % one === 0n) return [];
  return [invalid(cpu, "must be a whole number of cores, at least 1", `use ${nearestWhole(cores)}`)];
}

/** The advice: the next whole number of cores above what was written. */
function nearestWhole(cores: bigint | undefined): string {
  if (cores === undefined || cores <= 0n) return `"1" or more`;
  return `"${(cores + one - 1n) / one}"`;
}
