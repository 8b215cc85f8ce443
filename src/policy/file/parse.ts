import { isObject } from "../../field/json.ts";
import { quote } from "../../field/error.ts";
import type { Path } from "../../field/path.ts";
import { crossCheck } from "./cross-field-validation.ts";
import { explainSchemaError, type PolicyFieldError } from "./schema-errors.ts";
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
 * Reads the text of a policy file (YAML 1.2, so also JSON). It may name the rules whose ids are given.
 * A group or list with nothing under its key counts as left out, as null does in Kubernetes.
 */
export function parsePolicy(text: string, ruleIds: readonly string[]): ParsedPolicy {
  const key = findPrivateKey(text);
  if (key !== undefined) return { errors: [privateKeyError(text.slice(0, key).split("\n").length)] };
  const yaml = readYaml(text);
  if ("errors" in yaml) return yaml;
  const validated = validatePolicy(withoutEmpty(yaml.data, policySchema), ruleIds);
  if ("policy" in validated) return validated;
  const errors = validated.faults.map((fault) => ({ line: yaml.lineOf(fault.path), ...fault }));
  return { errors: errors.sort((a, b) => a.line - b.line) };
}

function validatePolicy(
  data: unknown,
  ruleIds: readonly string[],
): { policy: Policy } | { faults: readonly PolicyFieldError[] } {
  const kindFault = wrongKind(data);
  if (kindFault !== undefined) return { faults: [kindFault] };
  const isValid = validate(data);
  const faults = [
    ...(validate.errors ?? []).map((error) => explainSchemaError(error, data)),
    ...crossCheck(data, ruleIds),
  ];
  return isValid && faults.length === 0 ? { policy: toPolicy(data) } : { faults: firstPerPath(faults) };
}

/** Says nothing else of such a file: every other message could repeat a piece of the key. */
function privateKeyError(line: number): PolicyError {
  return {
    line,
    path: [],
    found: "a private key",
    allowed: "the policy holds public keys only",
    fix: "write the line of the .pub file, and replace this key: it has been copied",
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

/** A manifest of another kind: then its fields need no comment. */
function wrongKind(data: unknown): PolicyFieldError | undefined {
  const path: Path = ["kind"];
  if (!isObject(data) || typeof data["kind"] !== "string" || /^policy$/i.test(data["kind"])) return undefined;
  const fix =
    data["kind"] === "ConfigMap"
      ? "give vmgate the file that the ConfigMap holds, not its manifest"
      : "give vmgate the policy file";
  return { path, found: quote(data["kind"]), allowed: "kind: Policy", fix };
}

/** One value can fail twice: at two keywords of its schema, whose words are the same, or as an action of no rule. */
function firstPerPath(faults: readonly PolicyFieldError[]): readonly PolicyFieldError[] {
  const fields = new Map(faults.map((fault) => [JSON.stringify(fault.path), fault] as const).reverse());
  return faults.filter((fault) => fields.get(JSON.stringify(fault.path)) === fault);
}

/** What the profile audit begins with: nothing is refused, neither by a rule nor for want of injection. */
const audit: Pick<Profile, "rules" | "injection"> = {
  rules: { "*": "warn" },
  injection: { whenImpossible: "warn" },
};

function toPolicy({ platform, injection, contact, rules, profiles, exemptions }: PolicyFile): Policy {
  return {
    platform,
    injection,
    ...(contact === undefined ? {} : { contact }),
    rules,
    exemptions,
    profiles: profiles.map(withBuiltInProfile),
  };
}

/** The profile that vmgate brings along goes below what the file says in a profile of that name. */
function withBuiltInProfile(profile: Profile): Profile {
  if (profile.name !== "audit") return profile;
  return {
    ...profile,
    rules: { ...audit.rules, ...profile.rules },
    injection: { ...audit.injection, ...profile.injection },
  };
}
