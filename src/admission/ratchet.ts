import { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { keyedPath } from "../field/keyed-path.ts";
import type { Finding } from "../field/error.ts";

/**
 * Rules of which a violation is known by its value too: one bad image is no licence for another. Each of them keeps
 * foreign code out of the pod or the guest (contract §5).
 */
const comparedByValue: ReadonlySet<string> = new Set([
  "image-origin",
  "no-image",
  "import-source",
  "single-container",
  "mesh-injection",
]);

/** Whether what a restore brings back of this rule is no excuse afterwards. */
export function isComparedByValue({ rule, severity }: Finding): boolean {
  return severity !== "warning" && comparedByValue.has(rule);
}

/** Tells which violations of the old object excuse nothing. */
export type IsNoExcuse = (violation: Finding) => boolean;

/**
 * The violations of an updated object, those that the old object had already turned into warnings: an update is
 * refused only for what it makes worse (contract §5).
 */
export function ratchet<V extends Finding>(
  violations: readonly V[],
  object: unknown,
  before: readonly Finding[],
  old: unknown,
  isNoExcuse?: IsNoExcuse,
): readonly V[] {
  const added = addedViolations(violations, object, before, old, isNoExcuse);
  return violations.map((violation) => {
    return violation.severity === "warning" || added.has(violation)
      ? violation
      : { ...violation, action: "warn" };
  });
}

/**
 * The violations that an object has and the old one had not. A violation is known by its rule and its path with names
 * for list items, as often as it occurs; of the rules above by its value as well. Advice in the same place is no
 * violation: it excuses nothing.
 */
export function addedViolations<V extends Finding>(
  violations: readonly V[],
  object: unknown,
  before: readonly Finding[],
  old: unknown,
  isNoExcuse: IsNoExcuse = () => false,
): ReadonlySet<V> {
  const known = new Map<string, number>();
  for (const violation of before) {
    if (violation.severity === "warning" || isNoExcuse(violation)) continue;
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

/** The rule of a violation and its place in the object. */
export function placeOf({ rule, path }: Finding, object: unknown): string {
  return `${rule} ${keyedPath(object, path)}`;
}

function identity(violation: Finding, object: unknown): string {
  const field = placeOf(violation, object);
  if (!comparedByValue.has(violation.rule)) return field;
  return `${field} ${valueText(Field.root(object).at(...violation.path).value, deepest)}`;
}

/** No field that a rule speaks of has more levels below it. */
const deepest = 32;

/** A value as a text that is the same for the same value, whatever the order of its members. */
function valueText(value: unknown, levels: number): string {
  if (levels === 0) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, levels - 1)).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${valueText(value[name], levels - 1)}`).join()}}`;
}
