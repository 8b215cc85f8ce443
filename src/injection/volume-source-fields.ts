import { setIn } from "../field/edit.ts";
import { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { dataMembers } from "../user-data/volume/data-source.ts";

/** The fields of a cloud-init volume that may hold user data. */
export const userDataFieldNames = Object.values(dataMembers.userData);

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
  const wrong = names.filter((name) => holder.at(name).value !== wanted[name]);
  if (wrong.length === 0) return object;
  const { path } = holder;
  // Not the holder's own members: some of them may have been set before.
  const members = Field.root(object).at(...path).value;
  if (!isObject(members)) return object;
  const kept = Object.entries(members).filter(
    ([name]) => !wrong.includes(name) || wanted[name] !== undefined,
  );
  const set = wrong.filter((name) => wanted[name] !== undefined).map((name) => [name, wanted[name]] as const);
  return setIn(object, path, Object.fromEntries([...kept, ...set]));
}
