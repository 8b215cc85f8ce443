import type { Default } from "./default.ts";

/** The machine joins the service mesh. KubeVirt reads the annotation, not the label (KUBEVIRT.md §1.6). */
export const mesh: Default = {
  id: "mesh",
  field: "`sidecar.istio.io/inject` among the template's annotations",
  value: '`"true"`',
  unless: "`platform.mesh.istio` is off in the policy",
  places: (vm) => [vm.annotation("sidecar.istio.io/inject")],
  // What was written while the mesh was on stays as it is stored, whatever the policy says today.
  isOff: () => false,
  write: (_vm, _place, policy) => (policy.platform.mesh.istio ? "true" : undefined),
};
