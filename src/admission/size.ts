import { isObject } from "../field/json.ts";
import type { Finding } from "../field/error.ts";
import type { AdmissionRequest } from "./admission-review.ts";
import type { ReviewContext } from "./engine.ts";
import { ruleAction, ruleIds } from "./rule-registry.ts";
import type { Scope } from "./scope.ts";

/**
 * How many values an object may hold. A VM with 256 disks, KubeVirt's most, has some 6,000. What is added to a stored
 * object, by KubeVirt's webhooks and controllers and by vmgate itself, must not stop its updates, so these may hold a
 * little more.
 */
export const mostValues = { CREATE: 10_000, UPDATE: 11_000 } as const;

/**
 * Whether an object holds more values than that, counted as its JSON has commas and opening brackets: in all but what
 * the cluster itself keeps there, `status` and `managedFields`. Stops at the limit; takes no stack, however deep.
 */
export function holdsMoreThan(object: unknown, limit: number): boolean {
  const own = ownPart(object);
  const open: object[] = typeof own === "object" && own !== null ? [own] : [];
  let count = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    let members = 0;
    // A loop over the names, since every object is counted and Object.values makes a list of each.
    for (const name in value) {
      const member: unknown = Reflect.get(value, name);
      if (typeof member === "object" && member !== null) open.push(member);
      if (count + ++members > limit) return true;
    }
    count += Math.max(1, members);
  }
  return count > limit;
}

/** The object's members without what its owner does not write. */
function ownPart(object: unknown): unknown {
  if (!isObject(object)) return object;
  return Object.entries(object)
    .filter(([name]) => name !== "status")
    .map(([name, value]) => (name === "metadata" ? withoutManagedFields(value) : value));
}

function withoutManagedFields(metadata: unknown): unknown {
  if (!isObject(metadata)) return metadata;
  return Object.entries(metadata).flatMap(([name, value]) => (name === "managedFields" ? [] : [value]));
}

/**
 * The finding for an object that holds more values than are looked at; undefined where it does not. Each rule looks at
 * each value a few times, so this bounds what a review costs. What KubeVirt makes of an admitted VM is let through.
 * The object is denied where any rule could deny it, since none is asked, and admitted with a warning where none could.
 */
export function checkSize(
  request: AdmissionRequest,
  scope: Scope,
  { policy }: ReviewContext,
): Finding | undefined {
  if (scope.resource.role === "instance" && !scope.hasNoController) return undefined;
  const limit = limitFor(request);
  if (!holdsMoreThan(request.object, limit)) return undefined;
  const isDenied = !scope.warnOnly && ruleIds.some((id) => ruleAction(policy, id) === "enforce");
  return {
    rule: "object-size",
    action: isDenied ? "enforce" : "warn",
    type: "tooMany",
    path: ["spec"],
    found: `more than ${limit} values in one object`,
    allowed: `must be at most ${limit}, more than a VM with 256 disks has`,
    fix: "remove what the VM does not need, or split it into several VMs",
  };
}

function limitFor({ operation }: AdmissionRequest): number {
  return operation === "UPDATE" ? mostValues.UPDATE : mostValues.CREATE;
}

/** The stored object that an update is compared with; nothing is excused by one that is too large to be looked at. */
export function comparable(request: AdmissionRequest): AdmissionRequest {
  if (request.operation !== "UPDATE" || !holdsMoreThan(request.oldObject, mostValues.UPDATE)) return request;
  return { ...request, oldObject: null };
}
