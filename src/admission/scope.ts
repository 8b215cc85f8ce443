import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { Rule } from "../rules/rule.ts";
import { isUnderContract } from "../vm/contract-annotation.ts";
import { keepingLastTwo } from "../vm/view.ts";
import { type Controller, controllerOf } from "../vm/controller.ts";
import type { AdmissionRequest } from "./admission-review.ts";
import { isByKubeVirtController } from "./kubevirt-accounts.ts";
import { resourceOf, type WatchedResource } from "./resources.ts";

/** What is validated in a request, and how strictly (contract §1). */
export interface Scope {
  readonly resource: WatchedResource;
  readonly appliesTo: readonly Rule["appliesTo"][];
  /** Stored as it was sent, and validated as if it had been completed: pools, and everything under `mutate: false`. */
  readonly isStoredAsSent: boolean;
  /** Findings are warnings, whatever the rules' actions. */
  readonly warnOnly: boolean;
  /** A VMI or replica set that no VirtualMachine controls. */
  readonly hasNoController: boolean;
  /** The VirtualMachine that controls a VMI, where KubeVirt itself created the VMI. */
  readonly owner?: Controller;
  /** Whether that VirtualMachine is under the contract, so that the platform cloud-init is brought up to date. */
  readonly isInjected?: true;
}

/** The scope of a request; undefined where there is nothing to validate. */
export function matchScope(request: AdmissionRequest, policy: NamespacePolicy): Scope | undefined {
  const watched = resourceOf(request.kind);
  if (watched === undefined || request.subResource !== "") return undefined;
  const resource = { ...watched, toView: keepingLastTwo(watched.toView) };
  if (!resource.operations.some((operation) => operation === request.operation)) return undefined;
  if (isOutOfScope(request)) return undefined;
  if (resource.role === "instance") return matchVmi(resource, request, policy);
  const isTemplate = resource.role === "template";
  return {
    resource,
    appliesTo: isTemplate ? ["template", "vmi"] : ["vm", "template", "vmi"],
    isStoredAsSent: isStoredAsSent(resource, request, policy),
    warnOnly: isRestoreByKubeVirt(request, policy),
    hasNoController: isTemplate,
  };
}

/**
 * Updates of an object that is being deleted, and those that leave the spec unchanged, are always allowed
 * (contract §5). The stored object decides: a deletionTimestamp in the new one is whatever its sender wrote.
 */
function isOutOfScope({ object, oldObject, operation }: AdmissionRequest): boolean {
  if (operation !== "UPDATE") return false;
  const stored = Field.root(oldObject);
  if (stored.has("metadata", "deletionTimestamp")) return true;
  // The org beside a workload's spec says which images are its own.
  return ["spec", "org"].every((name) => isEqual(Field.root(object).at(name).value, stored.at(name).value));
}

/** A VM under the contract keeps what it has, whatever the policy says of others. */
function isStoredAsSent(
  { role, toView }: WatchedResource,
  { operation, oldObject }: AdmissionRequest,
  { mutate }: NamespacePolicy,
): boolean {
  if (role === "vm") return !mutate && (operation === "CREATE" || !isUnderContract(toView(oldObject)));
  return role === "pool" || (role === "workload" && !mutate);
}

function matchVmi(resource: WatchedResource, request: AdmissionRequest, policy: NamespacePolicy): Scope {
  const owner = controllerOf(Field.root(request.object));
  if (owner === undefined || !isByKubeVirtController(request, policy)) {
    const appliesTo = ["template", "vmi"] as const;
    return { resource, appliesTo, isStoredAsSent: false, warnOnly: false, hasNoController: true };
  }
  const controlled: Scope = {
    resource,
    appliesTo: ["vmi"],
    isStoredAsSent: false,
    warnOnly: true,
    hasNoController: false,
  };
  if (owner.kind !== "VirtualMachine") return controlled;
  if (!isUnderContract(resource.toView(request.object))) return { ...controlled, owner };
  return { ...controlled, owner, warnOnly: false, isInjected: true };
}

/** While KubeVirt restores a snapshot it writes the whole old spec, and must be able to. */
function isRestoreByKubeVirt(request: AdmissionRequest, policy: NamespacePolicy): boolean {
  const isRestored = Field.root(request.oldObject).has("status", "restoreInProgress");
  return isRestored && isByKubeVirtController(request, policy);
}
