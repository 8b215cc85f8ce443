import { Field } from "../../field/field.ts";
import { isObject } from "../../field/json.ts";
import { quote } from "../../field/error.ts";
import type { PolicyFieldError } from "./schema-errors.ts";
import { suggest } from "./did-you-mean.ts";

/**
 * What the schema can't say of a policy file: that its parts agree with the rules there are and with one
 * another. Takes any data, so that these faults are told beside those of the schema.
 */
export function crossCheck(data: unknown, ruleIds: readonly string[]): readonly PolicyFieldError[] {
  const file = Field.root(data);
  const profiles = file.at("profiles").items();
  return [
    ...unknownRules(file, ruleIds),
    ...duplicates(
      profiles.map((profile) => profile.at("name")),
      "each profile has a name of its own",
      "rename one, or put both into one",
    ),
    // Which of two exact entries wins would hang on the order of the file, and nobody means that.
    ...duplicates(
      profiles
        .flatMap((profile) => profile.at("namespaces").items())
        .filter((namespace) => namespace.string?.includes("*") === false),
      "one profile names a namespace",
      "remove it from one of them",
    ),
    ...impossibleInjections(file),
  ];
}

function unknownRules(file: Field, ruleIds: readonly string[]): readonly PolicyFieldError[] {
  const maps = [file, ...file.at("profiles").items()].map((owner) => owner.at("rules"));
  const named: (readonly [id: string, place: Field])[] = [
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
    .map(([id, { path }]) => ({ path, ...unknownRule(id, ruleIds) }));
}

function unknownRule(id: string, ruleIds: readonly string[]): Omit<PolicyFieldError, "path"> {
  const meant = suggest(id, ruleIds);
  return {
    found: `${quote(id)} is no rule`,
    allowed: 'a rule id, or "*" for every rule',
    fix: meant === undefined ? "remove it, or take an id that vmgate rules lists" : `did you mean ${meant}?`,
  };
}

/** The texts that stand a second time. */
function duplicates(fields: readonly Field[], allowed: string, fix: string): readonly PolicyFieldError[] {
  const first = new Map<string, Field>();
  const faults: PolicyFieldError[] = [];
  for (const field of fields) {
    if (field.string === undefined) continue;
    const earlier = first.get(field.string);
    if (earlier === undefined) first.set(field.string, field);
    else
      faults.push({
        path: field.path,
        found: `${quote(field.string)}, as in ${String(earlier)}`,
        allowed,
        fix,
      });
  }
  return faults;
}

/** On the instance the platform's part travels in a Secret, so `instance` without Secrets would inject nothing. */
function impossibleInjections(file: Field): readonly PolicyFieldError[] {
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
  return impossible.map(({ path }) => ({
    path,
    found: "at: instance together with secrets: false",
    allowed: "at: instance needs secrets: true",
    fix: "write at: vm or secrets: true",
  }));
}
