import { removeIn, setIn } from "../field/edit.ts";
import type { Field } from "../field/field.ts";

/** The fields of a cloud-init volume that may hold user data. */
export const userDataFieldNames = ["userData", "userDataBase64", "secretRef"] as const;

/** Some members of an object, by name. */
export type SourceFields = Readonly<Record<string, unknown>>;

/** Those of the named members that the object has. */
export function fieldsOf(holder: Field, names: readonly string[]): SourceFields {
  return Object.fromEntries(
    names.map((name) => [name, holder.at(name).value] as const).filter(([, value]) => value !== undefined),
  );
}

/**
 * The object with exactly the wanted ones of the named members at `holder`; the rest of the holder stays,
 * and what is right already is not touched.
 */
export function setFields(
  object: unknown,
  holder: Field,
  names: readonly string[],
  wanted: SourceFields,
): unknown {
  return names.reduce<unknown>((result, name) => {
    const field = holder.at(name);
    if (field.value === wanted[name]) return result;
    return wanted[name] === undefined
      ? removeIn(result, field.path)
      : setIn(result, field.path, wanted[name]);
  }, object);
}
