import { applyDefaults } from "../../src/defaults/apply.ts";
import { setIn } from "../../src/field/edit.ts";
import { isObject } from "../../src/field/json.ts";
import { compilePolicy } from "../../src/policy/compiled-policy.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { VmView } from "../../src/vm/view.ts";

/** What tests name fields of. */
const written = {
  apiVersion: "kubevirt.io/v1",
  kind: "VirtualMachine",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    runStrategy: "Always",
    template: {
      metadata: { annotations: { "vm.cpln.io/contract": "v1", "vm.cpln.io/guest-os": "linux" } },
      spec: {
        domain: {
          clock: { timezone: "UTC" },
          cpu: { cores: 2, sockets: 1, threads: 1 },
          devices: {
            disks: [{ name: "root", bootOrder: 1, disk: { bus: "virtio" } }],
            interfaces: [{ name: "default", masquerade: {} }],
          },
          firmware: { bootloader: { efi: { secureBoot: false } } },
          memory: { guest: "2Gi" },
        },
        networks: [{ name: "default", pod: {} }],
        volumes: [{ name: "root", persistentVolumeClaim: { claimName: "web-root" } }],
      },
    },
  },
};

/**
 * The least VirtualMachine that the contract admits without a default or a warning: what is written above, and the
 * defaults that are added one day.
 */
const minimal = applyDefaults(
  written,
  (object) => VmView.ofVm(object, "spec"),
  compilePolicy(defaultPolicy).forNamespace("shop"),
) as typeof written;

/** The minimal VirtualMachine with a merge patch (RFC 7386: null removes) applied to it, frozen. */
export function vm(patch: unknown = {}): unknown {
  return deepFreeze(mergePatch(minimal, patch));
}

/** The same, the patch given for `spec.template.spec`. */
export function vmWithTemplate(template: unknown): unknown {
  return vm({ spec: { template: { spec: template } } });
}

/** The instance that the minimal VirtualMachine runs as, with a merge patch for its `spec`. */
export function vmi(patch: unknown = {}, annotations: Readonly<Record<string, unknown>> = {}): unknown {
  const { metadata, spec } = minimal.spec.template;
  return deepFreeze({
    apiVersion: minimal.apiVersion,
    kind: "VirtualMachineInstance",
    metadata: { ...minimal.metadata, annotations: { ...metadata.annotations, ...annotations } },
    spec: mergePatch(spec, patch),
  });
}

/** A pool of so many of the minimal VirtualMachine, a merge patch for the `spec` of each; replicas may be anything. */
export function pool(replicas: unknown, patch: unknown = {}): unknown {
  const { metadata, spec } = minimal;
  const virtualMachineTemplate = { metadata: {}, spec: mergePatch(spec, patch) };
  return deepFreeze({
    apiVersion: "pool.kubevirt.io/v1beta1",
    kind: "VirtualMachinePool",
    metadata,
    spec: { replicas, virtualMachineTemplate },
  });
}

/** A replica set of so many of the instance of the minimal VirtualMachine. */
export function replicaSet(replicas: unknown, patch: unknown = {}): unknown {
  const { metadata, spec } = minimal.spec.template;
  return deepFreeze({
    apiVersion: minimal.apiVersion,
    kind: "VirtualMachineInstanceReplicaSet",
    metadata: minimal.metadata,
    spec: { replicas, template: { metadata, spec: mergePatch(spec, patch) } },
  });
}

/** The minimal VirtualMachine with this very value, null too, at a dotted path below `spec.template`. */
export function vmWith(path: string, value: unknown): unknown {
  return deepFreeze(setIn(minimal, ["spec", "template", ...path.split(".")], value));
}

/** Applies a JSON merge patch (RFC 7386). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = { ...(isObject(target) ? target : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** Freezes a value to the bottom, so that whoever writes into it fails. */
export function deepFreeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
