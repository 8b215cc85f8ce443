import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, type FieldError } from "../field/error.ts";
import { bringsContainer } from "../vm/mesh.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/** KubeVirt's annotation that adds hook containers to the pod: a JSON list. */
const hookSidecars = "hooks.kubevirt.io/hookSidecars";

const oneContainer = "may not bring a container into the VM's pod beside the guest's";

/**
 * A VM's pod runs the guest and nothing beside it, so what the guest is given is what it uses.
 *
 * Restricted: spec.template.metadata.annotations (hooks.kubevirt.io/hookSidecars, inject.istio.io/templates,
 *   proxy.istio.io/overrides, sidecar.istio.io/proxyImage, sidecar.istio.io/userVolume,
 *   sidecar.istio.io/userVolumeMount), spec.template.spec.domain.devices.filesystems,
 *   spec.template.spec.volumes[].containerPath
 * Allowed: no sidecars (an empty JSON list counts as none), none of the mesh's annotations whether the mesh is on or
 *   not, no filesystems, no containerPath
 * Source: contract §2; KubeVirt pkg/hooks UnmarshalHookSidecarList; Istio pkg/kube/inject. An instancetype or
 *   preference can bring an annotation to an instance, so it is judged there again.
 */
export const singleContainer: Rule = {
  id: "single-container",
  summary:
    "The VM's pod has one guest container: no hook sidecars, no container or image brought by mesh annotations, no virtiofs, no containerPath.",
  why: "A VM is scheduled, secured and billed as one machine; a container beside the guest would run code that is not the machine's, with the pod's rights.",
  fix: "Remove the annotation that the message names; attach files as a disk instead of a filesystem.",
  action: "enforce",
  appliesTo: "vmi",
  examples: {
    refused: `spec: {template: {metadata: {annotations: {"${hookSidecars}": '[{"image": "example.com/hook"}]'}}}}`,
    admitted: `spec: {template: {metadata: {annotations: {"${hookSidecars}": "[]"}}}}`,
  },
  check: ({ vm }) => [
    ...checkHooks(vm.annotation(hookSidecars)),
    ...vm.annotations
      .filter(({ path, isSet }) => isSet && bringsContainer(String(path.at(-1))))
      .map(meshContainer),
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
    return [invalid(annotation, `must be an empty JSON list: it ${oneContainer}`, fix, "not a JSON list")];
  }
  return [forbidden(annotation, count === 1 ? "1 sidecar" : `${count} sidecars`, oneContainer, fix)];
}

function meshContainer(annotation: Field): FieldError {
  return forbidden(annotation, quote(annotation.value), oneContainer, "remove the annotation");
}

/** All annotations of an object together hold no more (apimachinery, TotalAnnotationSizeLimitB). */
const longestAnnotation = 256 * 1024;

/** How many sidecars the annotation asks for; undefined when KubeVirt could not read it. */
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
      "a virtiofs filesystem",
      `${oneContainer}: virtiofs is served from one`,
      "attach its volume as a disk",
    ),
  ];
}

function checkContainerPaths({ volumes }: VmView): FieldError[] {
  const paths = volumes.map((volume) => volume.at("containerPath")).filter(({ isSet }) => isSet);
  return paths.map((path) =>
    forbidden(
      path,
      "a path of another container",
      oneContainer,
      "put the files on a disk: a configMap, secret or persistentVolumeClaim volume",
    ),
  );
}
