import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { isEqual, isObject } from "../../src/field/json.ts";
import { create, update } from "./review.ts";
import { deepFreeze, mergePatch } from "./vm.ts";
import type { Decision } from "../../src/admission/admit.ts";

/** How a client makes a VirtualMachine of a manifest, and changes it to another one. */
export interface Client {
  readonly name: string;
  /** The object that a manifest is sent as. */
  readonly sent: (manifest: unknown) => unknown;
  /** The object that the API server makes of an update, as it reaches the webhooks. */
  readonly changed: (stored: unknown, before: unknown, after: unknown) => unknown;
}

const lastApplied = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"];

/** kubectl apply: a merge patch of three objects. Lists are whole, and the manifest is kept in an annotation. */
export const clientSideApply: Client = {
  name: "kubectl apply",
  sent: (manifest) => setIn(manifest, lastApplied, JSON.stringify(manifest)),
  changed: (stored, before, after) =>
    setIn(mergePatch(overLive(stored, after), removals(before, after)), lastApplied, JSON.stringify(after)),
};

/** kubectl apply --server-side: what the manager sent before and now leaves out goes. */
export const serverSideApply: Client = {
  name: "server-side apply",
  sent: (manifest) => withManager(manifest, manifest),
  changed: (stored, before, after) =>
    withManager(mergePatch(overLive(stored, after), removals(before, after)), after),
};

/** Helm without a live object, as it does for custom resources: a merge patch from the old manifest to the new. */
export const helm: Client = {
  name: "helm upgrade",
  sent: (manifest) => manifest,
  changed: (stored, before, after) => mergePatch(stored, difference(before, after)),
};

/** kubectl replace and helm upgrade --force: the manifest, and what the API server keeps itself. */
const replace: Client = {
  name: "kubectl replace",
  sent: (manifest) => manifest,
  changed: (_stored, _before, after) => after,
};

export const clients: readonly Client[] = [clientSideApply, serverSideApply, helm, replace];

/** A manifest created by a client and reviewed, as it is stored. */
export function stored(client: Client, manifest: unknown): unknown {
  return deepFreeze(create(deepFreeze(client.sent(manifest))).object);
}

/** The review of the update from one manifest to another by a client. */
export function change(
  client: Client,
  before: unknown,
  after: unknown,
  old = stored(client, before),
): Decision {
  return update(old, deepFreeze(client.changed(old, before, after)));
}

/** The spec of an object, without the record of what is ours. */
export function specOf(object: unknown): unknown {
  return removeIn(Field.root(object).at("spec").value, [
    "template",
    "metadata",
    "annotations",
    "vm.cpln.io/defaulted",
  ]);
}

/** What the new manifest states, over the live object; lists are whole. */
export function overLive(live: unknown, manifest: unknown): unknown {
  if (!isObject(manifest)) return manifest;
  const result: Record<string, unknown> = { ...(isObject(live) ? live : {}) };
  for (const [name, value] of Object.entries(manifest)) result[name] = overLive(result[name], value);
  return result;
}

/** A merge patch that removes what the old manifest had and neither the new one has nor `kept`. */
function removals(before: unknown, after: unknown, kept?: unknown): unknown {
  if (!isObject(before)) return {};
  const [next, others] = [after, kept].map((object) => (isObject(object) ? object : {}));
  return Object.fromEntries(
    Object.entries(before).flatMap(([name, value]) => {
      const stays = next?.[name] !== undefined || others?.[name] !== undefined;
      if (!stays) return [[name, null]];
      return isObject(value) ? [[name, removals(value, next?.[name], others?.[name])]] : [];
    }),
  );
}

/** The merge patch from one manifest to another. */
function difference(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const changes = Object.entries(after)
    .filter(([name, value]) => !isEqual(before[name], value))
    .map(([name, value]) => [name, difference(before[name], value)]);
  const gone = Object.keys(before)
    .filter((name) => !Object.hasOwn(after, name))
    .map((name) => [name, null]);
  return Object.fromEntries([...changes, ...gone]);
}

function withManager(object: unknown, manifest: unknown, manager = "kubectl"): unknown {
  const managed = Field.root(object).at("metadata", "managedFields").items();
  const times = managed.map((entry) => Date.parse(entry.at("time").string ?? ""));
  const time = new Date(Math.max(Date.UTC(2026, 5, 15), ...times) + 1000).toISOString().replace(".000", "");
  const entry = { manager, operation: "Apply", time, fieldsType: "FieldsV1", fieldsV1: fieldsOf(manifest) };
  const others = managed.filter((other) => other.at("manager").value !== manager).map(({ value }) => value);
  return setIn(object, ["metadata", "managedFields"], [...others, entry]);
}

/**
 * A server-side apply of `after` by one of several managers, who has applied `before`: what another manager has applied
 * as well stays.
 */
export function applyBy(
  manager: string,
  stored: unknown,
  before: unknown,
  after: unknown,
  othersApplied: unknown,
): unknown {
  const gone = removals(before, after, othersApplied);
  return withManager(mergePatch(overLive(stored, after), gone), after, manager);
}

/** The set of fields of a manifest as the API server writes it: lists without keys are one field. */
function fieldsOf(value: unknown): unknown {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [`f:${name}`, fieldsOf(member)]));
}
