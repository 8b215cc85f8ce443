import { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { keyedPath } from "../field/keyed-path.ts";
import type { Finding } from "../field/error.ts";

/**
 * Rules whose violations are identified by value too: one forbidden image does not excuse another. Each of them keeps
 * foreign code out of the pod or the guest (contract §5).
 */
const comparedByValue: ReadonlySet<string> = new Set([
  "image-origin",
  "no-image",
  "import-source",
  "single-container",
  "mesh-injection",
]);

/** Whether a violation that a restore brought back does not excuse later ones. */
export function isComparedByValue({ rule, severity }: Finding): boolean {
  return severity !== "warning" && comparedByValue.has(rule);
}

/** Whether a violation of the old object excuses none in the new one. */
export type IsNotExcused = (violation: Finding) => boolean;

/**
 * The findings of an updated object, with the violations that the old object had already as warnings: an update is
 * denied only for violations that it adds (contract §5).
 */
export function ratchet<V extends Finding>(
  violations: readonly V[],
  object: unknown,
  before: readonly Finding[],
  old: unknown,
  isNotExcused?: IsNotExcused,
): readonly V[] {
  const added = addedViolations(violations, object, before, old, isNotExcused);
  return violations.map((violation) => {
    return violation.severity === "warning" || added.has(violation)
      ? violation
      : { ...violation, action: "warn" };
  });
}

/**
 * The violations that an object has and the old one does not. A violation is identified by its rule and by its path,
 * with list items by name, and counted; violations of the rules above also by value. A warning in the same field is not
 * a violation, and excuses nothing.
 */
export function addedViolations<V extends Finding>(
  violations: readonly V[],
  object: unknown,
  before: readonly Finding[],
  old: unknown,
  isNotExcused: IsNotExcused = () => false,
): ReadonlySet<V> {
  const known = new Map<string, number>();
  for (const violation of before) {
    if (violation.severity === "warning" || isNotExcused(violation)) continue;
    const key = identity(violation, old);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  const added = new Set<V>();
  for (const violation of violations) {
    if (violation.severity === "warning") continue;
    const key = identity(violation, object);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    if (left <= 0) added.add(violation);
  }
  return added;
}

/** The rule of a violation and its field, with list items by name. */
export function violationKey({ rule, path }: Finding, object: unknown): string {
  return `${rule} ${keyedPath(object, path)}`;
}

function identity(violation: Finding, object: unknown): string {
  const key = violationKey(violation, object);
  if (!comparedByValue.has(violation.rule)) return key;
  return `${key} ${valueText(Field.root(object).at(...violation.path).value, deepest)}`;
}

/** No field that these rules check has more levels below it. */
const deepest = 32;

/** A canonical text of a value: equal for equal values, whatever the order of their members. */
function valueText(value: unknown, levels: number): string {
  if (levels === 0) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, levels - 1)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${valueText(value[name], levels - 1)}`).join()}}`;
}
