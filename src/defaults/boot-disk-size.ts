import type { Field } from "../field/field.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

const sourcesWithSize = ["pvc", "snapshot"] as const;

/** A boot disk that is imported from an image has 20Gi, unless CDI can tell the size from its source. */
export const bootDiskSize: Default = {
  id: "boot-disk-size",
  field: "size of the boot disk's `dataVolumeTemplate`",
  value: "`20Gi` in its `spec.storage.resources.requests.storage` (or `spec.pvc…`)",
  unless: "a size is stated; the source lets CDI tell the size (`pvc`, `snapshot`, `sourceRef`)",
  fields: (vm) =>
    bootTemplates(vm).map((template) => ({
      key: `dataVolumeTemplates[${template.at("metadata", "name").string ?? ""}].size`,
      field: request(template).at("resources", "requests", "storage"),
    })),
  skip: (vm) => bootTemplates(vm).some(tellsSize),
  defaultValue: () => "20Gi",
};

/** The template that the boot disk's volume names, as data volume or as claim (KUBEVIRT.md §1.3). */
function bootTemplates(vm: VmView): readonly Field[] {
  const volume = vm.bootDisk?.volume;
  const name =
    volume?.at("dataVolume", "name").string ?? volume?.at("persistentVolumeClaim", "claimName").string;
  if (name === undefined) return [];
  const templates = vm.spec.at("dataVolumeTemplates").items();
  return templates.filter((template) => template.at("metadata", "name").value === name).slice(0, 1);
}

function request(template: Field): Field {
  return template.at("spec", template.has("spec", "pvc") ? "pvc" : "storage");
}

function tellsSize(template: Field): boolean {
  const spec = template.at("spec");
  return (
    spec.has("sourceRef") ||
    sourcesWithSize.some((source) => spec.has("source", source)) ||
    ["dataSource", "dataSourceRef"].some((source) => request(template).has(source))
  );
}
