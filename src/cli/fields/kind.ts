import type { GroupVersionKind } from "../../admission/admission-review.ts";
import { notSupported, type FieldError } from "../../field/error.ts";
import type { Field } from "../../field/field.ts";
import { suggest } from "../../policy/file/did-you-mean.ts";
import type { FieldTree } from "./tree.ts";

/**
 * What is wrong with an object's apiVersion and kind, where one of KubeVirt's or CDI's was surely meant: no API server has
 * such a kind, and nobody would review the object. Undefined for their kinds, and for everybody else's.
 */
export function checkKind(
  root: Field,
  { group, version, kind }: GroupVersionKind,
  tree: FieldTree,
): FieldError | undefined {
  const groups = Object.keys(tree.kinds);
  if (kindsOf(tree, group).includes(kind)) return undefined;
  const ownGroup = groups.find((other) => kindsOf(tree, other).includes(kind));
  if (ownGroup !== undefined) {
    // Other projects have a VirtualMachine too, in groups of their own.
    const isMeant =
      groups.includes(group) || (group === "" && groups.includes(version)) || suggest(group, [ownGroup]);
    return isMeant ? wrongGroup(root, `${ownGroup}/${tree.kinds[ownGroup]?.[kind]?.[0] ?? ""}`) : undefined;
  }
  const meant = suggest(kind, kindsOf(tree, group));
  if (meant === undefined) return undefined;
  return notSupported(root.at("kind"), `must be a kind of ${group}`, `use ${meant}`);
}

function kindsOf({ kinds }: FieldTree, group: string): readonly string[] {
  return Object.hasOwn(kinds, group) ? Object.keys(kinds[group] ?? {}) : [];
}

function wrongGroup(root: Field, apiVersion: string): FieldError {
  return notSupported(root.at("apiVersion"), "must be one that has this kind", `use ${apiVersion}`);
}
