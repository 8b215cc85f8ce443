import type { FieldError } from "./error.ts";
import { setIn, removeIn } from "./edit.ts";
import { Field } from "./field.ts";
import { isObject } from "./json.ts";
import type { Path } from "./path.ts";

/** One change to an object: a value at a path, another name for a member, or neither, and what is there is removed. */
export interface FieldEdit {
  readonly path: Path;
  readonly value?: unknown;
  /** The name that the member gets; its value stays unless another one is given. */
  readonly name?: string;
}

/** A finding with the edits that fix it. Only where nothing else can be meant: a program applies them unasked. */
export function fixedBy(finding: FieldError, ...edits: readonly FieldEdit[]): FieldError {
  return { ...finding, edits };
}

/** A finding that is fixed by this value in its field. */
export function fixedByValue(finding: FieldError, value: unknown): FieldError {
  return fixedBy(finding, { path: finding.path, value });
}

/** A finding that is fixed where its field is removed. */
export function fixedByRemoval(finding: FieldError): FieldError {
  return fixedBy(finding, { path: finding.path });
}

/** A copy of the object with these edits, one after the other. */
export function applyEdits(object: unknown, edits: readonly FieldEdit[]): unknown {
  return edits.reduce(applyEdit, object);
}

function applyEdit(object: unknown, { path, name, value }: FieldEdit): unknown {
  if (name !== undefined) return rename(object, path, name, value);
  return value === undefined ? removeIn(object, path) : setIn(object, path, value);
}

function rename(object: unknown, path: Path, name: string, value: unknown): unknown {
  const above = path.slice(0, -1);
  const parent = Field.root(object).at(...above).value;
  if (!isObject(parent)) return object;
  const renamed = Object.entries(parent).map(([member, own]): [string, unknown] =>
    member === path.at(-1) ? [name, value ?? own] : [member, own],
  );
  return setIn(object, above, Object.fromEntries(renamed));
}
