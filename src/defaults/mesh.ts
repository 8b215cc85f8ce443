import type { Default } from "./default.ts";

/** The VM joins the service mesh. KubeVirt reads the annotation, not the label (KUBEVIRT.md §1.6). */
export const mesh: Default = {
  id: "mesh",
  field: "`sidecar.istio.io/inject` among the template's annotations",
  value: '`"true"`',
  unless: "`platform.mesh.istio` is off in the policy",
  fields: (vm) => [{ key: "mesh", field: vm.annotation("sidecar.istio.io/inject") }],
  defaultValue: (_vm, _field, policy) => (policy.platform.mesh.istio ? "true" : undefined),
};
