import {
  invalid,
  forbidden,
  notSupported,
  quote,
  required,
  supportedValues,
  type FieldError,
} from "../../field/error.ts";
import { Field } from "../../field/field.ts";
import { fixedBy, fixedByValue } from "../../field/fix.ts";
import { isObject } from "../../field/json.ts";
import { suggest } from "../../policy/file/did-you-mean.ts";
import { isHiddenMember } from "../hidden-members.ts";
import { checks, type Check } from "../review/checks.ts";
import type { FieldNode, FieldTree } from "./tree.ts";

/** Most errors of one object that are looked for: whoever has more wrote something else. */
const mostErrors = 100;

/** What is wrong with a field, and the check that says so. */
export type CheckedField = FieldError & { readonly rule: string };

/**
 * What an API server finds in an object before any webhook is asked, with kubectl's `--validate=strict`: fields that
 * the kind does not have, required fields that are not set, and values of another type. A member that is null counts as
 * absent: KubeVirt's own webhook drops it. Gives nothing where the kind is not in the tree.
 */
export function checkFields(object: unknown, root: string, tree: FieldTree): readonly CheckedField[] {
  const index = Object.hasOwn(tree.roots, root) ? tree.roots[root] : undefined;
  if (index === undefined) return [];
  const product = root.startsWith("cdi.") ? `CDI ${tree.cdiVersion}` : `KubeVirt ${tree.version}`;
  const check = new FieldCheck(tree, product);
  check.visitName(Field.root(object).at("metadata"));
  check.visit(Field.root(object), index);
  return check.errors;
}

class FieldCheck {
  readonly errors: CheckedField[] = [];
  readonly #tree: FieldTree;
  /** Whose kind it is. */
  readonly #product: string;
  #isFull = false;

  constructor(tree: FieldTree, product: string) {
    this.#tree = tree;
    this.#product = product;
  }

  /** Kubernetes wants a name of every object, or makes one (apimachinery, pkg/api/validation, objectmeta.go). */
  visitName(metadata: Field): void {
    const isNamed = [metadata.at("name"), metadata.at("generateName")].some(
      (field) => field.isSet && field.value !== "",
    );
    const allowed = "must be set, or else generateName";
    if (!isNamed) this.#add(checks.requiredField, required(metadata.at("name"), allowed, "add a name"));
  }

  /** Recursion is bounded: the tree is as deep as KubeVirt's types. */
  visit(field: Field, index: number): void {
    const node = this.#tree.nodes[index];
    if (node === undefined || !field.isSet || this.#isFull) return;
    if (!hasType(field.value, node.type)) this.#add(checks.fieldValue, wrongType(field, node.type));
    else if (node.bits !== undefined && !fits(Number(field.value), node.bits))
      this.#add(checks.fieldValue, outOfRange(field, node.bits));
    else if (node.enum?.includes(String(field.value)) === false)
      this.#add(checks.fieldValue, notSupported(field, supportedValues(node.enum), "use one of these"));
    else if (node.items !== undefined) this.#visitItems(field, node.items);
    else if (isObject(field.value)) this.#visitMembers(field, field.value, node);
  }

  #visitItems(field: Field, items: number): void {
    for (const item of field.items()) this.visit(item, items);
  }

  #visitMembers(field: Field, object: Readonly<Record<string, unknown>>, node: FieldNode): void {
    const { members = {}, values, isOpen = values === undefined && node.members === undefined } = node;
    for (const name of Object.keys(object)) {
      if (this.#isFull) return;
      const index = Object.hasOwn(members, name) ? members[name] : values;
      if (index !== undefined) this.visit(field.at(name), index);
      else if (!isOpen)
        this.#add(checks.unknownField, this.#unknown(field.at(name), name, Object.keys(members)));
    }
    for (const name of node.required ?? []) {
      if (!field.at(name).isSet)
        this.#add(checks.requiredField, this.#missing(field.at(name), members[name]));
    }
  }

  #missing(field: Field, index = -1): FieldError {
    const type = this.#tree.nodes[index]?.type ?? "object";
    return required(field, "must be set", `set it to ${words[type]}`);
  }

  #unknown(field: Field, name: string, known: readonly string[]): FieldError {
    const meant = suggest(name, known);
    const fix = meant === undefined ? "remove it" : `use ${meant}`;
    const allowed = `may not be set: ${this.#product} has no such field`;
    const finding = forbidden(field, quote(name), allowed, fix);
    const isSure = meant?.toLowerCase() === name.toLowerCase() && !field.parent.at(meant).isSet;
    return isSure ? fixedBy(finding, { path: field.path, name: meant }) : finding;
  }

  #add({ id }: Check, error: FieldError): void {
    if (this.errors.length >= mostErrors) this.#isFull = true;
    else this.errors.push({ ...error, rule: id });
  }
}

function hasType(value: unknown, type: FieldNode["type"]): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "intOrString":
      // The schema has no fractions, and KubeVirt's webhook makes strings of them before it is asked.
      return typeof value === "number" || typeof value === "string";
    default:
      return typeof value === type;
  }
}

/**
 * What fits. The schemas call unsigned numbers int32 too, so an integer of 32 bits may be up to 2^32 - 1; KubeVirt's
 * webhook checks the schema with numbers of JSON, which are exact up to 2^53 - 1.
 */
const bounds = {
  32: [-(2 ** 31), 2 ** 32 - 1],
  64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
} as const;

function fits(value: number, bits: 32 | 64): boolean {
  const [least, most] = bounds[bits];
  return value >= least && value <= most;
}

function outOfRange(field: Field, bits: 32 | 64): FieldError {
  const [least, most] = bounds[bits];
  return invalid(field, `must be from ${least} to ${most}`, "use a number in this range");
}

const words: Readonly<Record<FieldNode["type"], string>> = {
  object: "a mapping",
  array: "a list",
  string: "a string",
  integer: "an integer",
  number: "a number",
  boolean: "true or false",
  intOrString: "a number or a string",
};

function wrongType(field: Field, type: FieldNode["type"]): FieldError {
  const { value } = field;
  const allowed = `must be ${words[type]}`;
  if (isHiddenMember(field.path.at(-1))) return invalid(field, allowed, `write it as ${words[type]}`, "");
  // As it is written, which only its owner knows: 0755 and 1.10 are read as other numbers.
  if (type === "string" && (typeof value === "number" || typeof value === "boolean"))
    return invalid(field, allowed, "put it in quotes");
  const meant = meantValue(value, type);
  if (meant === undefined) return invalid(field, allowed, `write it as ${words[type]}`);
  return fixedByValue(invalid(field, allowed, `use ${String(meant)}`), meant);
}

/** The value in the type that it must have, where that is surely what was meant. */
function meantValue(value: unknown, type: FieldNode["type"]): number | boolean | undefined {
  const isNumber = typeof value === "string" && /^-?\d{1,15}$/.test(value);
  if ((type === "integer" || type === "number") && isNumber) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return undefined;
}
