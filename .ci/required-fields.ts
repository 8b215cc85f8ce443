import type { Schema } from "./field-tree.ts";

/** The kinds whose objects KubeVirt's webhook completes before their schema is checked. */
const completedKinds = ["VirtualMachine", "VirtualMachineInstance"];

/**
 * Mostly below an instance's spec, the strings and numbers that KubeVirt refuses although its webhook has filled them in, with
 * "" and 0; a name stands for all that is below it. test/cluster/fields.test.ts asks KubeVirt about each one.
 */
const refusedWhenEmpty = [
  "affinity",
  "domain.devices.disks.name",
  "domain.devices.interfaces.dhcpOptions.privateOptions.option",
  "domain.devices.interfaces.name",
  "domain.devices.interfaces.ports.port",
  "domain.devices.sound.name",
  "domain.firmware.kernelBoot.container.image",
  "networks.multus.networkName",
  "networks.name",
  // An instance's is filled in with a type.
  "spec.template.spec.domain.devices.inputs.type",
  "topologySpreadConstraints",
  "volumes.containerPath.path",
  "volumes.dataVolume.name",
  "volumes.hostDisk.path",
  "volumes.hostDisk.type",
  "volumes.name",
];

/** What KubeVirt's webhook writes as null where it is not set, which the API server then refuses. */
const madeNull = /^spec\.dataVolumeTemplates\.spec\.(pvc|storage)\.dataSource(Ref)?\.apiGroup$/;

/**
 * The members of an object without which it is refused, in the order of the alphabet.
 * @param pathOf the path of a member, without the indexes of lists
 */
export function requiredIn(
  { properties = {}, required = [] }: Schema,
  kind: string,
  pathOf: (name: string) => string,
): readonly string[] {
  const isRequired = (name: string): boolean =>
    required.includes(name)
      ? isRefusedWithout(kind, pathOf(name), properties[name]?.type)
      : kind === "VirtualMachine" && madeNull.test(pathOf(name));
  return Object.keys(properties).filter(isRequired).sort();
}

/**
 * Whether an object is refused for the lack of a field that its schema requires. The API server refuses it, but sees
 * a VM or an instance only when KubeVirt's webhook has written every string, number and boolean that is not there. Nobody
 * writes a status by hand, and that of a new object is dropped.
 * @param path without the indexes of lists
 * @param type of the field in its schema; undefined for a quantity and a port, which are not filled in
 */
function isRefusedWithout(kind: string, path: string, type: string | undefined): boolean {
  if (path.startsWith("status.")) return false;
  if (!completedKinds.includes(kind) || path.startsWith("metadata.")) return true;
  if (type === "object" || type === "array" || type === undefined) return true;
  const below = path.replace(kind === "VirtualMachine" ? "spec.template.spec." : "spec.", "");
  return refusedWhenEmpty.some((name) => below === name || path === name || below.startsWith(`${name}.`));
}
