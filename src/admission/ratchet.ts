import { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { keyedPath } from "../field/keyed-path.ts";
import type { Finding } from "../field/error.ts";
import { Budget, withinBudget } from "../user-data/budget.ts";

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
  const budget = new Budget(mostCompared);
  const known = new Map<string, number>();
  for (const violation of before) {
    if (violation.severity === "warning" || isNotExcused(violation)) continue;
    const key = identity(violation, old, budget);
    if (key !== undefined) known.set(key, (known.get(key) ?? 0) + 1);
  }
  const added = new Set<V>();
  for (const violation of violations) {
    if (violation.severity !== "warning" && !takeOne(known, identity(violation, object, budget))) {
      added.add(violation);
    }
  }
  return added;
}

/** Takes one of what is counted under a key, where any is left. */
function takeOne(counts: Map<string, number>, key: string | undefined): boolean {
  const left = key === undefined ? 0 : (counts.get(key) ?? 0);
  if (key === undefined || left === 0) return false;
  counts.set(key, left - 1);
  return true;
}

/**
 * Most characters of places and values that one update is compared by: more than two stored machines have, and little
 * enough to be held at once. What exceeds it is compared with nothing, and so is new.
 */
export const mostCompared = 2 * 1024 * 1024;

/** The rule of a violation and its field, with list items by name. */
export function violationKey({ rule, path }: Finding, object: unknown): string {
  return `${rule} ${keyedPath(object, path)}`;
}

/** What a violation is known by; undefined past the budget. */
function identity(violation: Finding, object: unknown, budget: Budget): string | undefined {
  if (budget.isOver) return undefined;
  return withinBudget(
    () => {
      const key = violationKey(violation, object);
      budget.open(key.length);
      if (!comparedByValue.has(violation.rule)) return key;
      const texts = [key, " "];
      addValue(texts, Field.root(object).at(...violation.path).value, deepest, budget);
      return texts.join("");
    },
    () => undefined,
  );
}

/** No field that these rules check has more levels below it. */
const deepest = 32;

/** Adds a value as a text that is the same for the same value, whatever the order of its members. */
function addValue(texts: string[], value: unknown, levels: number, budget: Budget): void {
  budget.open(1);
  if (levels === 0) {
    texts.push("…");
  } else if (Array.isArray(value)) {
    texts.push("[");
    for (const item of value) {
      addValue(texts, item, levels - 1, budget);
      texts.push(",");
    }
    texts.push("]");
  } else if (isObject(value)) {
    texts.push("{");
    for (const name of Object.keys(value).sort()) {
      addValue(texts, name, levels, budget);
      texts.push(":");
      addValue(texts, value[name], levels - 1, budget);
      texts.push(",");
    }
    texts.push("}");
  } else {
    if (typeof value === "string") budget.open(value.length);
    texts.push(JSON.stringify(value ?? null));
  }
}
