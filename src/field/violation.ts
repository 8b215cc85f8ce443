import type { Field } from "./field.ts";
import { isObject } from "./json.ts";
import type { Path } from "./path.ts";

/**
 * The closed set of what can be wrong with a field: Kubernetes' own field error types, with its
 * meanings (apimachinery, pkg/util/validation/field).
 */
export type ViolationType =
  "required" | "invalid" | "notSupported" | "forbidden" | "tooLong" | "tooMany" | "duplicate";

/** What a rule found wrong in one field. The words are for the user who wrote it. */
export interface Finding {
  readonly type: ViolationType;
  readonly path: Path;
  /** What stands there, without secrets and without the content of user data. */
  readonly found: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What to write instead. */
  readonly fix: string;
  /** At most a warning, whatever the rule's action: nothing is broken yet. */
  readonly isAdvice?: true;
}

/** A field that must be set is not. */
export function required(field: Field, allowed: string, fix: string): Finding {
  return { type: "required", path: field.path, found: "not set", allowed, fix };
}

/** A malformed value: wrong type, out of range, unparsable. */
export function invalid(field: Field, allowed: string, fix: string, found = quote(field.value)): Finding {
  return { type: "invalid", path: field.path, found, allowed, fix };
}

/** A well-formed value outside a closed list. */
export function notSupported(field: Field, allowed: string, fix: string): Finding {
  return { type: "notSupported", path: field.path, found: quote(field.value), allowed, fix };
}

/** A well-formed value that the platform does not permit here. */
export function forbidden(field: Field, found: string, allowed: string, fix: string): Finding {
  return { type: "forbidden", path: field.path, found, allowed, fix };
}

/** A value longer than it may be; `found` says how long, with the unit. */
export function tooLong(field: Field, found: string, allowed: string, fix: string): Finding {
  return { type: "tooLong", path: field.path, found, allowed, fix };
}

/** A list with more items than it may have; `found` says how many. */
export function tooMany(field: Field, found: string, allowed: string, fix: string): Finding {
  return { type: "tooMany", path: field.path, found, allowed, fix };
}

/** A value that must be unique stands twice. */
export function duplicate(field: Field, found: string, allowed: string, fix: string): Finding {
  return { type: "duplicate", path: field.path, found, allowed, fix };
}

/** The same finding, never more than a warning. */
export function advice(finding: Finding): Finding {
  return { ...finding, isAdvice: true };
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
