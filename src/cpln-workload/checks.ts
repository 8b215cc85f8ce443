import type { Field } from "../field/field.ts";
import {
  forbidden,
  invalid,
  notSupported,
  quote,
  supportedValues,
  tooLong,
  tooMany,
  type FieldError,
} from "../field/error.ts";

/** What a string must look like, with the words for it. */
export interface Pattern {
  readonly pattern: RegExp;
  /** Most characters; the pattern need not repeat it. */
  readonly longest: number;
  readonly allowed: string;
  readonly fix: string;
  /** What messages show of a string that does not match; the string itself if absent. */
  readonly found?: (text: string) => string;
}

/** Findings for a field that, where it is set, must be a string of this form. */
export function checkPattern(
  field: Field,
  { pattern, longest, allowed, fix, found = quote }: Pattern,
): FieldError[] {
  if (!field.isSet) return [];
  const text = field.string;
  if (text === undefined) return [invalid(field, allowed, fix)];
  if (text.length > longest) {
    const most = `must have at most ${longest} characters`;
    return [tooLong(field, `${text.length} characters`, most, `shorten it to ${longest} characters`)];
  }
  return pattern.test(text) ? [] : [invalid(field, allowed, fix, found(text))];
}

/** Findings for a field that, where it is set, must hold one of these values. */
export function checkChoice(field: Field, choices: readonly string[]): FieldError[] {
  if (!field.isSet || choices.some((choice) => choice === field.value)) return [];
  const meant = choices.find((choice) => choice.toLowerCase() === field.string?.toLowerCase());
  const fix = meant === undefined ? "use one of these values" : `use ${quote(meant)}`;
  return [notSupported(field, supportedValues(choices), fix)];
}

/** Findings for a field that, where it is set, must be true or false. */
export function checkBoolean(field: Field): FieldError[] {
  if (!field.isSet || typeof field.value === "boolean") return [];
  return [invalid(field, "must be true or false", "use a boolean, in YAML without quotes")];
}

/**
 * Findings for a field that, where it is set, must be a list.
 * @param what the items, in the plural, as a message counts them
 * @param most the most items that the list may have
 */
export function checkList(field: Field, what: string, most = Infinity): FieldError[] {
  if (!field.isSet) return [];
  if (!Array.isArray(field.value))
    return [invalid(field, "must be a list", `use a list of ${what}`, "not a list")];
  const { length } = field.items();
  if (length <= most) return [];
  return [tooMany(field, `${length} ${what}`, `must have at most ${most} items`, `remove ${length - most}`)];
}

/** Findings for a field that may not be set on a VM; `why` says what does its work instead. */
export function checkUnset(field: Field, why: string, fix: string): FieldError[] {
  return field.isSet ? [forbidden(field, "set", `may not be set for type vm: ${why}`, fix)] : [];
}
