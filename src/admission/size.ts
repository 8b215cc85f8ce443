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
 * How many characters the names and texts of an object may have in all: the bytes of the largest request that etcd
 * takes by default, so that an object with more cannot be stored.
 */
export const mostCharacters = 1.5 * 1024 * 1024;

/** What an object holds too much of. */
export type Excess = "values" | "characters";

/**
 * Whether an object holds more values than that, counted as its JSON has commas and opening brackets, or more than
 * {@link mostCharacters}: in all but what the cluster itself keeps there, `status` and `managedFields`. Stops at the
 * limit; takes no stack, however deep.
 */
export function excessOf(object: unknown, mostValues: number): Excess | undefined {
  const own = ownPart(object);
  const open: Container[] = isContainer(own) ? [own] : [];
  let [values, characters] = [0, 0];
  const count = (member: unknown): void => {
    if (isContainer(member)) open.push(member);
    else if (typeof member === "string") characters += member.length;
  };
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    let members = 0;
    // Loops over indexes and names: each value of each review passes here.
    if (isList(value)) {
      for (; members < value.length && values + members <= mostValues; members++) count(value[members]);
    } else {
      for (const name in value) {
        count(value[name]);
        characters += name.length;
        if (values + ++members > mostValues) break;
      }
    }
    values += Math.max(1, members);
    if (values > mostValues) return "values";
    if (characters > mostCharacters) return "characters";
  }
  return undefined;
}

type List = readonly unknown[];
type Container = List | Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function isList(value: Container): value is List {
  return Array.isArray(value);
}

/** The object's members without what its owner does not write. */
function ownPart(object: unknown): unknown {
  if (!isObject(object)) return object;
  const own = membersBut(["metadata", "status"], object);
  const { metadata } = object;
  if (metadata !== undefined)
    own.push(isObject(metadata) ? membersBut(["managedFields"], metadata) : metadata);
  return own;
}

function membersBut(unwanted: readonly string[], object: Readonly<Record<string, unknown>>): unknown[] {
  const members: unknown[] = [];
  for (const name in object) if (!unwanted.includes(name)) members.push(object[name]);
  return members;
}

/**
 * The finding for an object that holds more than is looked at; undefined where it does not. Each rule looks at each value
 * a few times, so this bounds what a review costs. What KubeVirt makes of an admitted VM is let through.
 * The object is denied where any rule could deny it, since none is asked, and admitted with a warning where none could.
 */
export function checkSize(
  request: AdmissionRequest,
  scope: Scope,
  { policy }: ReviewContext,
): Finding | undefined {
  if (scope.resource.role === "instance" && !scope.hasNoController) return undefined;
  const mostValues = limitFor(request);
  const excess = excessOf(request.object, mostValues);
  if (excess === undefined) return undefined;
  const isDenied = !scope.warnOnly && ruleIds.some((id) => ruleAction(policy, id) === "enforce");
  return {
    rule: "object-size",
    action: isDenied ? "enforce" : "warn",
    type: "tooMany",
    path: ["spec"],
    ...(excess === "values" ? tooManyValues(mostValues) : tooManyCharacters),
    fix: "remove what the VM does not need, or split it into several VMs",
  };
}

const tooManyValues = (most: number): Pick<Finding, "found" | "allowed"> => ({
  found: `more than ${most} values in one object`,
  allowed: `must be at most ${most}, more than a VM with 256 disks has`,
});

const tooManyCharacters: Pick<Finding, "found" | "allowed"> = {
  found: `more than ${mostCharacters} characters in one object`,
  allowed: `must be at most ${mostCharacters}, more than etcd stores by default`,
};

function limitFor({ operation }: AdmissionRequest): number {
  return operation === "UPDATE" ? mostValues.UPDATE : mostValues.CREATE;
}

/** The stored object that an update is compared with; nothing is excused by one that is too large to be looked at. */
export function comparable(request: AdmissionRequest): AdmissionRequest {
  if (request.operation !== "UPDATE") return request;
  const isLarge = excessOf(request.oldObject, mostValues.UPDATE) !== undefined;
  return isLarge ? { ...request, oldObject: null } : request;
}
