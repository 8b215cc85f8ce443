import { Field } from "../../field/field.ts";
import { isObject } from "../../field/json.ts";
import { duplicate, type FieldError, invalid, quote } from "../../field/error.ts";
import { suggest } from "./did-you-mean.ts";

/**
 * What the schema cannot check in a policy file: that its parts agree with the existing rules and with each
 * other. Accepts any data, so that these errors are reported together with those of the schema.
 */
export function crossCheck(data: unknown, ruleIds: readonly string[]): readonly FieldError[] {
  const file = Field.root(data);
  const profiles = file.at("profiles").items();
  return [
    ...unknownRules(file, ruleIds),
    ...duplicates(
      profiles.map((profile) => profile.at("name")),
      "must be unique among the profiles",
      "rename one, or put both into one",
    ),
    // Which of two exact entries wins would depend on the order of the file, which nobody means.
    ...duplicates(
      profiles
        .flatMap((profile) => profile.at("namespaces").items())
        .filter((namespace) => namespace.string?.includes("*") === false),
      "must be in one profile only",
      "remove it from one of them",
    ),
    ...impossibleInjections(file),
  ];
}

function unknownRules(file: Field, ruleIds: readonly string[]): readonly FieldError[] {
  const maps = [file, ...file.at("profiles").items()].map((owner) => owner.at("rules"));
  const named: (readonly [id: string, field: Field])[] = [
    ...maps.flatMap((map) =>
      Object.keys(isObject(map.value) ? map.value : {}).map((id) => [id, map.at(id)] as const),
    ),
    ...file
      .at("exemptions")
      .items()
      .flatMap((exemption) => exemption.at("rules").items())
      .flatMap((item) => (item.string === undefined ? [] : [[item.string, item] as const])),
  ];
  return named
    .filter(([id]) => id !== "*" && !ruleIds.includes(id))
    .map(([id, field]) => unknownRule(field, id, ruleIds));
}

function unknownRule(field: Field, id: string, ruleIds: readonly string[]): FieldError {
  const meant = suggest(id, ruleIds);
  const fix =
    meant === undefined ? "remove it, or use an id that vmgate rules lists" : `did you mean ${meant}?`;
  return {
    type: "notSupported",
    path: field.path,
    found: quote(id),
    allowed: 'must be a rule id, or "*" for every rule',
    fix,
  };
}

/** The strings that occur a second time. */
function duplicates(fields: readonly Field[], allowed: string, fix: string): readonly FieldError[] {
  const first = new Map<string, Field>();
  const errors: FieldError[] = [];
  for (const field of fields) {
    if (field.string === undefined) continue;
    const earlier = first.get(field.string);
    if (earlier === undefined) first.set(field.string, field);
    else errors.push(duplicate(field, `${quote(field.string)}, as in ${String(earlier)}`, allowed, fix));
  }
  return errors;
}

/** For `instance`, platform cloud-init is in a Secret, so without Secrets nothing would be injected. */
function impossibleInjections(file: Field): readonly FieldError[] {
  const own = file.at("injection");
  const ofProfiles = file
    .at("profiles")
    .items()
    .map((profile) => profile.at("injection"));
  const isImpossible = (injection: Field): boolean => {
    const [at, secrets] = ["at", "secrets"].map((name) => injection.at(name).value ?? own.at(name).value);
    return at === "instance" && secrets === false;
  };
  const impossible = isImpossible(own) ? [own] : ofProfiles.filter(isImpossible);
  return impossible.map((field) =>
    invalid(
      field,
      "must have secrets: true for at: instance",
      "write at: vm or secrets: true",
      "{at: instance, secrets: false}",
    ),
  );
}
