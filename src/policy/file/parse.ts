import { isObject } from "../../field/json.ts";
import { type FieldError, notSupported } from "../../field/error.ts";
import { Field } from "../../field/field.ts";
import { crossCheck } from "./cross-field-validation.ts";
import { explainSchemaError } from "./schema-errors.ts";
import type { Policy, PolicyFile, Profile } from "../policy.ts";
import type { PolicyError } from "./error.ts";
import { childSchema, type SchemaNode } from "../../validation/schema/node.ts";
import { policySchema } from "./schema/policy.ts";
import { findPrivateKey } from "../../validation/ssh-public-key.ts";
import { validate } from "./validator.js";
import { readYaml } from "./yaml.ts";

/** A policy, or everything that is wrong with its file, in the order of its lines. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly errors: readonly PolicyError[] };

/**
 * Parses the text of a policy file (YAML 1.2, so also JSON). It may name the rules whose ids are given.
 * A group or list with nothing under its key counts as absent, as null does in Kubernetes.
 */
export function parsePolicy(text: string, ruleIds: readonly string[]): ParsedPolicy {
  const key = findPrivateKey(text);
  if (key !== undefined) return { errors: [privateKeyError(text.slice(0, key).split("\n").length)] };
  const yaml = readYaml(text);
  if ("errors" in yaml) return yaml;
  const validated = validatePolicy(withoutEmpty(yaml.data, policySchema), ruleIds);
  if ("policy" in validated) return validated;
  const errors = validated.errors.map((error) => ({ line: yaml.lineOf(error.path), ...error }));
  return { errors: errors.sort((a, b) => a.line - b.line) };
}

function validatePolicy(
  data: unknown,
  ruleIds: readonly string[],
): { policy: Policy } | { errors: readonly FieldError[] } {
  const kindError = wrongKind(data);
  if (kindError !== undefined) return { errors: [kindError] };
  const isValid = validate(data);
  const errors = [
    ...(validate.errors ?? []).map((error) => explainSchemaError(error, data)),
    ...crossCheck(data, ruleIds),
  ];
  return isValid && errors.length === 0 ? { policy: toPolicy(data) } : { errors: firstPerPath(errors) };
}

/** The only error reported for such a file: every other message could repeat a piece of the key. */
function privateKeyError(line: number): PolicyError {
  return {
    line,
    type: "forbidden",
    path: [],
    found: "a private key",
    allowed: "may not hold a private key",
    fix: "write the line of the .pub file, and replace this key: it is no longer secret",
  };
}

/** Drops null members of the groups and lists that the schema knows. */
function withoutEmpty(value: unknown, schema: SchemaNode): unknown {
  const { items } = schema;
  if (Array.isArray(value))
    return items === undefined ? value : value.map((item) => withoutEmpty(item, items));
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const child = childSchema(schema, name);
    if (child === undefined) return [[name, member]];
    const isContainer = child.type === "object" || child.type === "array";
    return member === null && isContainer ? [] : [[name, withoutEmpty(member, child)]];
  });
  return Object.fromEntries(members);
}

/** A manifest of another kind: then its other fields are not validated. */
function wrongKind(data: unknown): FieldError | undefined {
  if (!isObject(data) || typeof data["kind"] !== "string" || /^policy$/i.test(data["kind"])) return undefined;
  const fix =
    data["kind"] === "ConfigMap"
      ? "give vmgate the file that the ConfigMap holds, not its manifest"
      : "give vmgate the policy file";
  return notSupported(Field.root(data).at("kind"), 'supported values: "Policy"', fix);
}

/** One value can fail twice: at two keywords of its schema, with the same text, or as an action of an unknown rule. */
function firstPerPath(errors: readonly FieldError[]): readonly FieldError[] {
  const fields = new Map(errors.map((error) => [JSON.stringify(error.path), error] as const).reverse());
  return errors.filter((error) => fields.get(JSON.stringify(error.path)) === error);
}

/** The built-in profile audit: nothing is denied, neither by a rule nor because injection failed, and nothing changed. */
const audit: Pick<Profile, "rules" | "injection" | "mutate"> = {
  rules: { "*": "warn" },
  injection: { whenImpossible: "warn" },
  mutate: false,
};

function toPolicy({
  platform,
  injection,
  mutate,
  adopt,
  contact,
  rules,
  profiles,
  exemptions,
}: PolicyFile): Policy {
  return {
    platform,
    injection,
    mutate,
    adopt,
    ...(contact === undefined ? {} : { contact }),
    rules,
    exemptions,
    profiles: profiles.map(withBuiltInProfile),
  };
}

/** What the file says in the profile audit takes precedence over the built-in one. */
function withBuiltInProfile(profile: Profile): Profile {
  if (profile.name !== "audit") return profile;
  return {
    ...audit,
    ...profile,
    rules: { ...audit.rules, ...profile.rules },
    injection: { ...audit.injection, ...profile.injection },
  };
}
