import type { Field } from "../field/field.ts";
import {
  forbidden,
  invalid,
  notSupported,
  quote,
  tooLong,
  tooMany,
  type FieldError,
} from "../field/error.ts";

/** What a text must look like, with the words for it. */
export interface Pattern {
  readonly pattern: RegExp;
  /** Most characters; the pattern need not say it. */
  readonly longest: number;
  readonly allowed: string;
  readonly fix: string;
  /** What messages show of a text of another form; the text itself where this is left out. */
  readonly found?: (text: string) => string;
}

/** Findings for a field that, where it is set, holds a text of this form. */
export function checkPattern(
  field: Field,
  { pattern, longest, allowed, fix, found = quote }: Pattern,
): FieldError[] {
  if (!field.isSet) return [];
  const text = field.string;
  if (text === undefined) return [invalid(field, allowed, fix)];
  if (text.length > longest) {
    return [tooLong(field, `${text.length} characters`, `at most ${longest} characters`, "shorten it")];
  }
  return pattern.test(text) ? [] : [invalid(field, allowed, fix, found(text))];
}

/** Findings for a field that, where it is set, holds one of these words. */
export function checkChoice(field: Field, choices: readonly string[]): FieldError[] {
  if (!field.isSet || choices.some((choice) => choice === field.value)) return [];
  const meant = choices.find((choice) => choice.toLowerCase() === field.string?.toLowerCase());
  return [notSupported(field, listed(choices), `write ${meant ?? listed(choices)}`)];
}

/** Findings for a field that, where it is set, is true or false. */
export function checkBoolean(field: Field): FieldError[] {
  if (!field.isSet || typeof field.value === "boolean") return [];
  return [invalid(field, "true or false", "write true or false")];
}

/** Findings for a field that, where it is set, is a list, of at most so many items where that is said. */
export function checkList(field: Field, what: string, most = Infinity): FieldError[] {
  if (!field.isSet) return [];
  if (!Array.isArray(field.value)) return [invalid(field, `a list of ${what}`, "write a list", "no list")];
  const { length } = field.items();
  return length <= most ? [] : [tooMany(field, `${length} ${what}`, `at most ${most}`, "remove some")];
}

/** A finding for a field that may not be set at all. */
export function checkUnset(field: Field, allowed: string, fix: string): FieldError[] {
  return field.isSet ? [forbidden(field, "set", allowed, fix)] : [];
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`;
}
