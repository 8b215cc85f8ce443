import type { Field } from "../field/field.ts";
import type { VmView } from "../vm/view.ts";
import type { Default } from "./default.ts";

const bindings = ["bridge", "sriov", "slirp", "macvtap", "passt", "passtBinding", "binding"] as const;

/** One pod network; where one interface is given, the network it names. */
export const networks: Default = {
  id: "networks",
  field: "spec.template.spec.networks",
  value: "one pod network, named `default` or as the one interface that is given",
  unless: "`autoattachPodInterface: false` (refused by single-network)",
  fields: (vm) => [{ key: "networks", field: emptyAsUnset(vm.instanceSpec.at("networks")) }],
  isSuperseded: isDetached,
  defaultValue: (vm) => {
    const name = soleName(vm.interfaces);
    return name === undefined ? undefined : [{ name, pod: {} }];
  },
};

/** One interface on the pod network. KubeVirt's own default may be a bridge. */
export const interfaces: Default = {
  id: "interfaces",
  field: "spec.template.spec.domain.devices.interfaces",
  value: "one interface, named `default` or as the one network that is given, with `masquerade` as below",
  unless: "`autoattachPodInterface: false` (refused by single-network)",
  fields: (vm) => [{ key: "interfaces", field: emptyAsUnset(vm.devices.at("interfaces")) }],
  isSuperseded: isDetached,
  defaultValue: (vm) => {
    const name = vm.networks.every((network) => network.has("pod")) ? soleName(vm.networks) : undefined;
    return name === undefined ? undefined : [{ name }];
  },
};

/** An interface without a binding is admitted by KubeVirt 1.8 and fails on the node (KUBEVIRT.md §1.6). */
export const masquerade: Default = {
  id: "masquerade",
  field: "binding of an interface that names none",
  value: "`masquerade: {}`",
  unless: "its network is not the pod network",
  fields: (vm) =>
    vm.interfaces
      .filter((nic) => nic.has("name"))
      .map((nic) => ({
        key: `interfaces[${nic.at("name").string ?? ""}].masquerade`,
        field: nic.at("masquerade"),
      })),
  isSuperseded: (vm, { field: { parent: nic } }) =>
    bindings.some((binding) => nic.has(binding)) || !vm.podNetworks.has(nic.at("name").value),
  defaultValue: () => ({}),
};

function isDetached(vm: VmView): boolean {
  return vm.devices.at("autoattachPodInterface").value === false;
}

/** An empty list is what KubeVirt makes of an absent one, so both count as left out. */
function emptyAsUnset(list: Field): Field {
  return Array.isArray(list.value) && list.value.length === 0 ? list.asUnset() : list;
}

/** `default` for an empty list, the name of its one item, undefined otherwise. */
function soleName(items: readonly Field[]): string | undefined {
  if (items.length === 0) return "default";
  return items.length === 1 ? items[0]?.at("name").string : undefined;
}
