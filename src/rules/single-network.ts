import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { fixedByRemoval, fixedBy, fixedByValue } from "../field/fix.ts";
import { checkNetworkName } from "../validation/network-name.ts";
import { defaultNetwork, hasDefaultInterface, isDetached } from "../vm/default-network.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/** What a network can be besides `pod`, and how an interface can be bound besides `masquerade`. */
const networkKinds = ["multus", "resourceClaim"];
const bindings = ["bridge", "slirp", "sriov", "macvtap", "passt", "passtBinding", "binding"];

const oneNetwork = "must have one network, the pod network";
const oneInterface = "must have one interface, with masquerade";

/**
 * A VM is on the pod network through one masquerade interface, like every workload in the mesh.
 *
 * Restricted: spec.template.metadata.annotations (k8s.v1.cni.cncf.io/networks, v1.multus-cni.io/default-network),
 *   spec.template.spec.networks, spec.template.spec.domain.devices.interfaces,
 *   spec.template.spec.domain.devices.autoattachPodInterface
 * Allowed: one network `pod: {}` and one interface `masquerade: {}` of the same name, [a-z0-9-], at most 15
 *   characters
 * Source: contract §2. KubeVirt refuses only one of the lists, and admits an interface without a binding
 *   that then fails on the node (pkg/network/setup/netpod)
 */
export const singleNetwork: Rule = {
  id: "single-network",
  summary: "A VM has one network and one interface of the same name: pod network, masquerade.",
  why: "Mesh, DNS, firewall and probes reach a guest through the pod's address; a second network or another binding bypasses them.",
  fix: "Use `networks: [{name: default, pod: {}}]` and `interfaces: [{name: default, masquerade: {}}]`, or remove both.",
  action: "enforce",
  appliesTo: "vmi",
  examples: {
    refused: "spec: {template: {spec: {domain: {devices: {interfaces: [{name: default, bridge: {}}]}}}}}",
    admitted:
      "spec: {template: {spec: {domain: {devices: {interfaces: [{name: default, masquerade: {}}]}}}}}",
  },
  check: ({ vm }) => [...checkAnnotations(vm), ...checkLists(vm)],
};

/** Multus' annotations, which attach a pod to other networks. All of the template's metadata reaches the pod. */
const multusAnnotations = ["k8s.v1.cni.cncf.io/networks", "v1.multus-cni.io/default-network"];

function checkAnnotations(vm: VmView): FieldError[] {
  return vm.templateMetadata
    .at("annotations")
    .setMembers(multusAnnotations)
    .map((annotation) =>
      fixedByRemoval(
        forbidden(
          annotation,
          "attaches the VM's pod to another network",
          "may not be set: a VM is on the pod network only",
          "remove the annotation",
        ),
      ),
    );
}

function checkLists(vm: VmView): FieldError[] {
  const { networks, interfaces } = vm;
  if (hasDefaultInterface(vm)) return [...checkAutoattach(vm), ...noMasquerade(vm)];
  // Of several, the pod network and its interface are the ones that may stay.
  const network = networks.find((item) => item.has("pod")) ?? networks[0];
  const name = network?.at("name");
  const nic = interfaces.find((item) => item.at("name").value === name?.value) ?? interfaces[0];
  if (network === undefined && nic === undefined && isDetached(vm)) return checkAutoattach(vm);
  return [
    ...checkAutoattach(vm),
    ...(network === undefined ? [noNetwork(vm, nic)] : checkNetwork(network)),
    ...networks.filter((item) => item !== network).map(otherNetwork),
    ...(nic === undefined ? [noInterface(vm, name)] : checkInterface(nic, name)),
    ...interfaces.filter((item) => item !== nic).map(otherInterface),
  ];
}

function noMasquerade(vm: VmView): FieldError[] {
  if (isDetached(vm)) return [];
  const fix = "add interfaces: [{name: default, masquerade: {}}] and networks: [{name: default, pod: {}}]";
  return [required(vm.devices.at("interfaces"), oneInterface, fix)];
}

function checkAutoattach(vm: VmView): FieldError[] {
  if (!isDetached(vm)) return [];
  const autoattach = vm.devices.at("autoattachPodInterface");
  const allowed = "may not be false: a VM is on the pod network";
  const finding = forbidden(autoattach, "false", allowed, "remove it");
  if (vm.networks.length + vm.interfaces.length > 0) return [fixedByRemoval(finding)];
  const [networks, interfaces] = [vm.instanceSpec.at("networks"), vm.devices.at("interfaces")];
  if (networks.isSet || interfaces.isSet) return [finding];
  const { path } = autoattach;
  const nic = { path, name: interfaces.name, value: [{ name: "default", masquerade: {} }] };
  return [fixedBy(finding, nic, { path: networks.path, value: [defaultNetwork] })];
}

function noNetwork(vm: VmView, nic: Field | undefined): FieldError {
  const name = nameToWrite(nic?.at("name"));
  const fix = `add networks: [{name: ${name}, pod: {}}]`;
  return fixedByValue(required(vm.instanceSpec.at("networks"), oneNetwork, fix), [{ name, pod: {} }]);
}

function noInterface(vm: VmView, network: Field | undefined): FieldError {
  const name = nameToWrite(network);
  const fix = `add interfaces: [{name: ${name}, masquerade: {}}]`;
  return fixedByValue(required(vm.devices.at("interfaces"), oneInterface, fix), [{ name, masquerade: {} }]);
}

/** The name in the other list, if it is valid. */
function nameToWrite(name: Field | undefined): string {
  return name?.string !== undefined && checkName(name).length === 0 ? name.string : "default";
}

function checkNetwork(network: Field): FieldError[] {
  return [
    ...checkName(network.at("name")),
    ...checkKind(network, "pod", networkKinds, "a VM is on the pod network only"),
  ];
}

function checkInterface(nic: Field, network: Field | undefined): FieldError[] {
  const name = nic.at("name");
  return [
    ...(network === undefined ? checkName(name) : checkSameName(name, network)),
    ...checkKind(nic, "masquerade", bindings, "a VM's interface uses masquerade"),
  ];
}

/** Each item is of one kind, named by a member: this one, and none of the others. */
function checkKind(item: Field, wanted: string, others: readonly string[], why: string): FieldError[] {
  const wrong = others.filter((kind) => item.has(kind));
  if (wrong.length > 0) {
    return wrong.map((kind) => {
      const field = item.at(kind);
      const finding = forbidden(
        field,
        `not ${wanted}`,
        `may not be set: ${why}`,
        `use ${wanted}: {} instead`,
      );
      // Another network is another network; another binding is a way to be on this one.
      if (wanted !== "masquerade" || wrong.length > 1) return finding;
      const { path } = field;
      return item.has(wanted) ? fixedByRemoval(finding) : fixedBy(finding, { path, name: wanted, value: {} });
    });
  }
  if (item.has(wanted)) return [];
  return [fixedByValue(required(item.at(wanted), `must be set: ${why}`, `add ${wanted}: {}`), {})];
}

function checkName(name: Field): FieldError[] {
  return checkNetworkName(name, "use the same name for the network and its interface, such as default");
}

function checkSameName(name: Field, network: Field): FieldError[] {
  if (name.isSet && name.value === network.value) return [];
  const allowed = "must be the name of its network";
  const fix = `use name: ${nameToWrite(network)}`;
  const finding = name.isSet ? invalid(name, allowed, fix) : required(name, allowed, fix);
  return [network.value === nameToWrite(network) ? fixedByValue(finding, network.value) : finding];
}

function otherNetwork(network: Field): FieldError {
  const found = `second network ${quote(network.at("name").value)}`;
  return forbidden(network, found, "may not be set: a VM has one network", "remove it and its interface");
}

function otherInterface(nic: Field): FieldError {
  const found = `second interface ${quote(nic.at("name").value)}`;
  return forbidden(nic, found, "may not be set: a VM has one interface", "remove it");
}
