import type { Field } from "./field.ts";
import type { FieldEdit } from "./fix.ts";
import { isObject } from "./json.ts";
import type { Path } from "./path.ts";

/**
 * The closed set of what can be wrong with a field: Kubernetes' own field error types, with its
 * meanings (apimachinery, pkg/util/validation/field).
 */
export type ErrorType =
  "required" | "invalid" | "notSupported" | "forbidden" | "tooLong" | "tooMany" | "duplicate";

/** Why something is wrong, in words for the user who wrote it. */
export interface Explanation {
  /** The value, or what is there, without secrets and without the content of user data. */
  readonly found: string;
  /** What may be there: begins with must, must not, may not or supported values. */
  readonly allowed: string;
  /** What to write instead. */
  readonly fix: string;
}

/** What is wrong with one field. */
export interface FieldError extends Explanation {
  readonly type: ErrorType;
  readonly path: Path;
  /** Never more than a warning, whatever the rule's action: nothing is broken yet. */
  readonly severity?: "warning";
  /** What fixes it, where nothing else can be meant; `fix` says the same in words. */
  readonly edits?: readonly FieldEdit[];
}

/** A rule's finding in one object. */
export interface Finding extends FieldError {
  /** The id of the rule, which ends the message. */
  readonly rule: string;
  readonly action: "enforce" | "warn";
  /** What made it a warning, where the policy exempts the object from the rule. */
  readonly exemption?: AppliedExemption;
  /** Nothing that the object's owner can change: a value of the administrator's is at fault. */
  readonly isAdministrators?: true;
}

/** An exemption of the policy in its use. */
export interface AppliedExemption {
  readonly reason: string;
  /** Its last day, as YYYY-MM-DD; without one it never expires. */
  readonly expires?: string;
}

/** A field that must be set is not. */
export function required(field: Field, allowed: string, fix: string): FieldError {
  return { type: "required", path: field.path, found: "not set", allowed, fix };
}

/** A malformed value: wrong type, out of range, unparsable. */
export function invalid(field: Field, allowed: string, fix: string, found = quote(field.value)): FieldError {
  return { type: "invalid", path: field.path, found: clip(found), allowed, fix };
}

/** The values of a closed list, as apimachinery lists them behind an unsupported one. */
export function supportedValues(values: readonly string[]): string {
  return `supported values: ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

/** A well-formed value outside a closed list, which `supportedValues` names. */
export function notSupported(field: Field, allowed: string, fix: string): FieldError {
  return { type: "notSupported", path: field.path, found: quote(field.value), allowed, fix };
}

/** A well-formed value that the platform does not permit here. */
export function forbidden(field: Field, found: string, allowed: string, fix: string): FieldError {
  return { type: "forbidden", path: field.path, found: clip(found), allowed, fix };
}

/** A value longer than it may be; `found` says how long, with the unit. */
export function tooLong(field: Field, found: string, allowed: string, fix: string): FieldError {
  return { type: "tooLong", path: field.path, found: clip(found), allowed, fix };
}

/** A list with more items than it may have; `found` says how many. */
export function tooMany(field: Field, found: string, allowed: string, fix: string): FieldError {
  return { type: "tooMany", path: field.path, found: clip(found), allowed, fix };
}

/** A value that must be unique occurs twice. */
export function duplicate(field: Field, found: string, allowed: string, fix: string): FieldError {
  return { type: "duplicate", path: field.path, found: clip(found), allowed, fix };
}

/** The same finding, never more than a warning. */
export function warning(finding: FieldError): FieldError {
  return { ...finding, severity: "warning" };
}

/** Longest that a message says of what was found, whatever names it repeats. */
const longestFound = 400;

function clip(found: string): string {
  return found.length > longestFound ? `${found.slice(0, longestFound)}…` : found;
}

/** Longest piece of a user's value that a message repeats, in characters. */
const quotedLength = 64;

/** A value as a message shows it: strings quoted and cut, objects and lists only named. */
export function quote(value: unknown): string {
  if (value === undefined || value === null) return "not set";
  if (typeof value === "string") {
    return JSON.stringify(value.length > quotedLength ? `${value.slice(0, quotedLength)}…` : value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? "an object" : JSON.stringify(value);
}
