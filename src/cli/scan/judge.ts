import type { Engine } from "../../admission/engine.ts";
import type { WatchedResource } from "../../admission/resources.ts";
import { Field } from "../../field/field.ts";
import { isObject } from "../../field/json.ts";
import { notInFile } from "../review/locations.ts";
import type { Result } from "../review/report.ts";
import { reviewManifest } from "../review/review-object.ts";

/** Whether something else owns an object and would create it again: it is judged where it is written. */
export function isOwned(object: unknown): boolean {
  const owners = Field.root(object).at("metadata", "ownerReferences").items();
  return owners.some((owner) => owner.at("controller").value === true);
}

/**
 * Judges a stored object as if it were created today: an update of it is denied only for what the update adds, so
 * this is what would be denied in an object made again, restored or cloned. It is in no file; its place in a report
 * is `namespace/kind/name`.
 * @param now milliseconds since 1970
 */
export function judge(
  object: unknown,
  { group, kind, versions: [version = ""] }: WatchedResource,
  engine: Engine,
  now: number,
): Result {
  const whole = { ...(isObject(object) ? object : {}), apiVersion: `${group}/${version}`, kind };
  const manifest = { line: notInFile.line, object: whole, locate: () => notInFile };
  const { result } = reviewManifest("", manifest, false, {
    engine,
    namespace: "",
    old: new Map(),
    now,
    // An API server has taken it already, maybe one of a newer KubeVirt.
    fields: "ignore",
  });
  return { ...result, file: `${result.namespace}/${kind}/${result.name}`, patch: [] };
}
