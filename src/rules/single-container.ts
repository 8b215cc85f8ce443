import type { Field } from "../field/field.ts";
import { forbidden, invalid, type FieldError } from "../field/error.ts";
import { fixedByRemoval } from "../field/fix.ts";
import { bringsContainer } from "../vm/mesh.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/** KubeVirt's annotation that adds hook containers to the pod: a JSON list. */
const hookSidecars = "hooks.kubevirt.io/hookSidecars";

/**
 * A VM's pod runs the guest and nothing else.
 *
 * Restricted: spec.template.metadata.annotations (hooks.kubevirt.io/hookSidecars, inject.istio.io/templates,
 *   proxy.istio.io/overrides, sidecar.istio.io/proxyImage, sidecar.istio.io/userVolume,
 *   sidecar.istio.io/userVolumeMount), spec.template.spec.domain.devices.filesystems,
 *   spec.template.spec.volumes[].containerPath
 * Allowed: no sidecars (an empty JSON list counts as none), none of the mesh's annotations whether the mesh is on or
 *   off, no filesystems, no containerPath
 * Source: contract §2; KubeVirt pkg/hooks UnmarshalHookSidecarList; Istio pkg/kube/inject. An instancetype or
 *   preference can bring an annotation to an instance, so it is checked there again.
 */
export const singleContainer: Rule = {
  id: "single-container",
  summary:
    "A VM's pod has one guest container: no hook sidecars, no container or image from mesh annotations, no virtiofs, no containerPath.",
  why: "A VM is scheduled, secured and billed as a whole; another container in its pod would run code outside the guest, with the pod's permissions.",
  fix: "Remove the annotation that the message names; attach files as a disk instead of a filesystem.",
  action: "enforce",
  appliesTo: "vmi",
  examples: {
    refused: `spec: {template: {metadata: {annotations: {"${hookSidecars}": '[{"image": "example.com/hook"}]'}}}}`,
    admitted: `spec: {template: {metadata: {annotations: {"${hookSidecars}": "[]"}}}}`,
  },
  check: ({ vm }) => [
    ...checkHooks(vm.annotation(hookSidecars)),
    ...vm.annotations.filter(({ name, isSet }) => isSet && bringsContainer(name)).map(meshContainer),
    ...vm.devices.at("filesystems").items().flatMap(checkFilesystem),
    ...checkContainerPaths(vm),
  ],
};

function checkHooks(annotation: Field): FieldError[] {
  if (!annotation.isSet) return [];
  const count = countHooks(annotation.value);
  if (count === 0) return [];
  const fix = "remove the annotation";
  if (count === undefined) {
    const finding = invalid(annotation, "must be an empty JSON list, or absent", fix, "not a JSON list");
    return [fixedByRemoval(finding)];
  }
  const found = count === 1 ? "1 hook sidecar" : `${count} hook sidecars`;
  return [fixedByRemoval(forbidden(annotation, found, "may not add hook sidecars to the VM's pod", fix))];
}

function meshContainer(annotation: Field): FieldError {
  const allowed = "may not bring a container, image or volume into the VM's pod";
  const found = "brings a container into the VM's pod";
  return fixedByRemoval(forbidden(annotation, found, allowed, "remove the annotation"));
}

/** All annotations of an object together hold no more (apimachinery, TotalAnnotationSizeLimitB). */
const longestAnnotation = 256 * 1024;

/** The number of sidecars in the annotation; undefined if KubeVirt could not read it. */
function countHooks(value: unknown): number | undefined {
  if (typeof value !== "string" || value.length > longestAnnotation) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    if (list === null) return 0;
    return Array.isArray(list) ? list.length : undefined;
  } catch {
    return undefined;
  }
}

function checkFilesystem(filesystem: Field): FieldError[] {
  if (!filesystem.isSet) return [];
  const virtiofs = filesystem.at("virtiofs");
  return [
    forbidden(
      virtiofs.isSet ? virtiofs : filesystem,
      "virtiofs filesystem",
      "may not be set: virtiofs needs a second container in the VM's pod",
      "attach its volume as a disk",
    ),
  ];
}

function checkContainerPaths({ volumes }: VmView): FieldError[] {
  const paths = volumes.flatMap((volume) => volume.setMembers(["containerPath"]));
  return paths.map((path) =>
    forbidden(
      path,
      "path of another container",
      "may not be set: it needs a second container in the VM's pod",
      "use a configMap, secret or persistentVolumeClaim volume as a disk",
    ),
  );
}
