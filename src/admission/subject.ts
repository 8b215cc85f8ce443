import { isEqual } from "../field/json.ts";
import { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { Rule } from "../rules/rule.ts";
import { isMarked } from "../vm/mark.ts";
import { kindOf, type Kind } from "./kinds.ts";
import type { AdmissionRequest } from "./types.ts";

/** What is judged in a request, and how strictly (contract §1). */
export interface Subject {
  readonly kind: Kind;
  readonly appliesTo: readonly Rule["appliesTo"][];
  /** Violations are warnings, whatever the rules' actions. */
  readonly isAdvisory: boolean;
  /** An instance or replica set that nobody gave a VirtualMachine. */
  readonly isBare: boolean;
  /** The VirtualMachine that owns an instance, where KubeVirt itself says so. */
  readonly owner?: Owner;
  /** Whether that VirtualMachine is under the contract, so that the platform's part is brought up to date. */
  readonly isInjected?: true;
  /** Said with every refusal: why an instance was not taken for KubeVirt's own. */
  readonly hint?: string;
}

/** The object that controls an instance, as its owner references say. */
interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The subject of a request; undefined where there is nothing to judge. */
export function subjectOf(request: AdmissionRequest, policy: NamespacePolicy): Subject | undefined {
  const kind = kindOf(request.kind);
  const isOurs = kind?.operations.some((operation) => operation === request.operation);
  if (kind === undefined || isOurs !== true || request.subResource !== "" || isLeftAlone(request))
    return undefined;
  if (kind.role === "instance") return instanceSubject(kind, request, policy);
  const appliesTo: Subject["appliesTo"] =
    kind.role === "template" ? ["template", "boot"] : ["machine", "template", "boot"];
  const isAdvisory = isRestoreByKubeVirt(request, policy);
  return { kind, appliesTo, isAdvisory, isBare: kind.role === "template" };
}

/**
 * Updates of what is going away, and those that leave the spec as it was, are nobody's business here (contract §5).
 * The stored object tells: a deletionTimestamp in a new one is whatever its sender wrote.
 */
function isLeftAlone({ object, oldObject, operation }: AdmissionRequest): boolean {
  if (operation !== "UPDATE") return false;
  const stored = Field.root(oldObject);
  if (stored.at("metadata", "deletionTimestamp").isSet) return true;
  return isEqual(Field.root(object).at("spec").value, stored.at("spec").value);
}

function instanceSubject(kind: Kind, request: AdmissionRequest, policy: NamespacePolicy): Subject {
  const owner = controllerOf(request.object);
  const isByKubeVirt = request.username === controllerName(policy);
  if (!owner || !isByKubeVirt) {
    const bare: Subject = { kind, appliesTo: ["template", "boot"], isAdvisory: false, isBare: true };
    return owner ? { ...bare, hint: forgedOwnerHint(policy) } : bare;
  }
  const boot: Subject = { kind, appliesTo: ["boot"], isAdvisory: true, isBare: false };
  if (owner.kind !== "VirtualMachine") return boot;
  if (!isMarked(kind.readVm(request.object))) return { ...boot, owner };
  return { ...boot, owner, isAdvisory: false, isInjected: true };
}

/** The KubeVirt object that controls an instance, as its owner references say; they can be forged. */
function controllerOf(object: unknown): Owner | undefined {
  const references = Field.root(object).at("metadata", "ownerReferences").items();
  const owner = references.find(
    (reference) =>
      reference.at("controller").value === true &&
      reference.at("apiVersion").string?.startsWith("kubevirt.io/"),
  );
  const [kind, name] = [owner?.at("kind").string, owner?.at("name").string];
  if (kind === undefined || name === undefined) return undefined;
  return { kind, name, uid: owner?.at("uid").string ?? "" };
}

/** While KubeVirt restores a snapshot it writes the whole old spec, and must be able to. */
function isRestoreByKubeVirt(request: AdmissionRequest, policy: NamespacePolicy): boolean {
  const isRestored = Field.root(request.oldObject).at("status", "restoreInProgress").isSet;
  return isRestored && request.username === controllerName(policy);
}

function controllerName({ platform }: NamespacePolicy): string {
  return `system:serviceaccount:${platform.kubevirt.namespace}:kubevirt-controller`;
}

function forgedOwnerHint(policy: NamespacePolicy): string {
  return (
    `it names an owner but was not made by ${controllerName(policy)}; ` +
    "if KubeVirt runs in another namespace, set platform.kubevirt.namespace in the policy"
  );
}
