import type { Field } from "../field/field.ts";
import { forbidden, quote, type FieldError } from "../field/error.ts";
import { fixedByRemoval, fixedByValue } from "../field/fix.ts";
import { actionOf } from "../policy/compiled-policy.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { bringsContainer, isMeshKey } from "../vm/mesh.ts";
import type { Rule } from "./rule.ts";

/** What KubeVirt and the mesh read to let the pod join. */
const inject = "sidecar.istio.io/inject";
const revision = "istio.io/rev";

/**
 * If the mesh is on, only the platform configures how a VM joins it.
 *
 * Restricted: spec.template.metadata.annotations, spec.template.metadata.labels
 * Allowed: of the names of istio.io and the domains below it only sidecar.istio.io/inject with the value "true", and
 *   istio.io/rev; everything if platform.mesh.istio is off in the policy
 * Source: contract §2; all of the template's metadata reaches the pod (KUBEVIRT.md §1.6), and an instancetype or
 *   preference can bring annotations to an instance, so it is checked there again.
 */
export const meshInjection: Rule = {
  id: "mesh-injection",
  summary: "If the mesh is on, no annotation or label of `istio.io` changes how the VM joins it.",
  why: "The mesh encrypts, authorizes and observes what reaches a VM. An annotation that switches the proxy off, or sends ports past it, takes the VM out of the mesh unnoticed.",
  fix: 'Remove the annotation or label that the message names. Only `sidecar.istio.io/inject: "true"`, which vmgate adds itself, and `istio.io/rev` may stay.',
  action: "enforce",
  appliesTo: "vmi",
  examples: {
    refused:
      'spec: {template: {metadata: {annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "8080"}}}}',
    admitted: 'spec: {template: {metadata: {annotations: {sidecar.istio.io/inject: "true"}}}}',
    platform: { mesh: { istio: true } },
  },
  check: ({ vm, policy }) =>
    policy.platform.mesh.istio
      ? [...vm.annotations.filter((field) => !isSaidElsewhere(field, policy)), ...vm.labels].flatMap(checkKey)
      : [],
};

/** single-container reports what brings a container, mesh on or off: one mistake, one message. */
function isSaidElsewhere(annotation: Field, policy: NamespacePolicy): boolean {
  return bringsContainer(annotation.name) && actionOf(policy, "single-container", "enforce") !== "off";
}

function checkKey(field: Field): FieldError[] {
  const { name } = field;
  if (!field.isSet || !isMeshKey(name) || name === revision) return [];
  if (name !== inject) {
    const allowed = "may not be set: the platform configures the mesh";
    return [fixedByRemoval(forbidden(field, quote(field.value), allowed, "remove it"))];
  }
  if (field.value === "true") return [];
  const allowed = 'must be "true": a VM may not leave the mesh';
  const fix = 'set it to "true", or remove it';
  return [fixedByValue(forbidden(field, quote(field.value), allowed, fix), "true")];
}
