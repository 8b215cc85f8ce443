import { Field } from "../../field/field.ts";
import type { Path } from "../../field/path.ts";

/**
 * Where the objects are in a document that carries others: a list of any kind, an AdmissionReview, a ManifestWork of
 * Open Cluster Management, or a plan of Terraform as JSON with `kubernetes_manifest` resources.
 * @returns undefined where the document is an object itself
 */
export function containedIn(document: unknown): readonly Path[] | undefined {
  const root = Field.root(document);
  const kind = root.at("kind").string;
  const group = root.at("apiVersion").string?.split("/")[0];
  if (kind?.endsWith("List") === true && Array.isArray(root.at("items").value))
    return paths(root.at("items"));
  if (kind === "AdmissionReview" && group === "admission.k8s.io") return [root.at("request", "object").path];
  if (kind === "ManifestWork" && group === "work.open-cluster-management.io")
    return paths(root.at("spec", "workload", "manifests"));
  return root.at("terraform_version").isSet && kind === undefined ? manifestsInPlan(root) : undefined;
}

function paths(list: Field): readonly Path[] {
  return list.items().map(({ path }) => path);
}

/** The planned values of a plan (`terraform show -json`), module by module. Without recursion: they may be deep. */
function manifestsInPlan(root: Field): readonly Path[] {
  const found: Path[] = [];
  const open = [root.at("planned_values", "root_module")];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const resource of module.at("resources").items()) {
      const isManifest = resource.at("type").value === "kubernetes_manifest";
      if (isManifest) found.push(resource.at("values", "manifest").path);
    }
    for (const child of module.at("child_modules").items().toReversed()) open.push(child);
  }
  return found;
}
