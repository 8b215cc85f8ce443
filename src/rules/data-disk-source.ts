import { forbidden, type FieldError } from "../field/error.ts";
import { isConfiguration, isPersistent, volumeSource, type Disk } from "../vm/disks.ts";
import { persistentAlternative } from "../vm/ephemeral-volumes.ts";
import type { Rule } from "./rule.ts";

/** What to use instead of a source that loses its data. */
const fixes: ReadonlyMap<string, string> = new Map([
  ["containerDisk", "attach it as a cdrom, or import it with a dataVolumeTemplate"],
  ...persistentAlternative,
]);

/**
 * What a VM writes to its data disks survives a stop.
 *
 * Restricted: spec.template.spec.volumes of every disk but the boot disk
 * Allowed: persistentVolumeClaim, dataVolume; configuration, which is generated at each boot: secret, configMap,
 *   cloud-init, sysprep, serviceAccount, downwardAPI, downwardMetrics; containerDisk as cdrom
 * Source: contract §2; a containerDisk as a read-only disk counts as writable, as the contract names the
 *   cdrom alone
 */
export const dataDiskSource: Rule = {
  id: "data-disk-source",
  summary: "Data disks keep their data: they are dataVolumes, persistentVolumeClaims or configuration.",
  why: "`ephemeral`, `emptyDisk`, `hostDisk` and a writable `containerDisk` lose what the guest wrote when the VM stops or moves to another node.",
  fix: "Put data on a `persistentVolumeClaim` or a `dataVolume`; attach driver images as `cdrom`.",
  action: "warn",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {
  domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}, {name: data, disk: {bus: virtio}}]}},
  volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}, {name: data, emptyDisk: {capacity: 1Gi}}]}}}`,
    admitted: `spec: {template: {spec: {
  domain: {devices: {disks: [{name: root, bootOrder: 1, disk: {bus: virtio}}, {name: data, disk: {bus: virtio}}]}},
  volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}, {name: data, persistentVolumeClaim: {claimName: web-data}}]}}}`,
  },
  check: ({ vm }) => {
    const boot = vm.bootDisk;
    const others = vm.effectiveDisks.filter(({ volume }) => volume?.value !== boot?.volume?.value);
    return others.flatMap(checkDisk);
  },
};

function checkDisk({ device, volume }: Disk): FieldError[] {
  if (volume === undefined || isPersistent(volume) || isConfiguration(volume)) return [];
  const source = volumeSource(volume);
  if (source === undefined) return [];
  const kind = source.name;
  if (kind === "containerDisk" && device === "cdrom") return [];
  const fix = fixes.get(kind);
  const found = fix === undefined ? `${kind} is not supported` : `${kind} loses its data when the VM stops`;
  const allowed = `must be a dataVolume, persistentVolumeClaim or configuration: ${found}`;
  return [forbidden(source, found, allowed, fix ?? "remove the disk and its volume")];
}
