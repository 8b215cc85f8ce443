import { forbidden, quote, type FieldError } from "../field/error.ts";
import type { VmView } from "../vm/view.ts";
import { readImage } from "../validation/image.ts";
import type { Rule } from "./rule.ts";

/**
 * A VM does not boot from a container image: a guest runs from its own disk, with its own kernel.
 *
 * Restricted: spec.template.spec.domain.firmware.kernelBoot, spec.template.spec.volumes[].containerDisk of
 *   the boot disk
 * Allowed: neither; data-disk-source covers a containerDisk that is not the boot disk
 * Source: contract §2
 */
export const noImage: Rule = {
  id: "no-image",
  summary: "A VM does not boot from a container image: no containerDisk as boot disk, no kernelBoot.",
  why: "A disk in a container image is discarded at each stop, with every update and key on it; and a kernel outside the disk does not follow the guest's own updates.",
  fix: "Import the image into a disk: a `dataVolumeTemplates` entry with `source: {registry: {url: docker://IMAGE}}`. Remove `kernelBoot`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      "spec: {template: {spec: {volumes: [{name: root, containerDisk: {image: quay.io/containerdisks/fedora:42}}]}}}",
    admitted: `spec:
  dataVolumeTemplates:
    - metadata: {name: web-root}
      spec: {source: {registry: {url: "docker://quay.io/containerdisks/fedora:42"}}, storage: {resources: {requests: {storage: 20Gi}}}}
  template: {spec: {volumes: [{name: root, dataVolume: {name: web-root}}]}}`,
  },
  check: ({ vm }) => [...checkKernelBoot(vm), ...checkBootDisk(vm)],
};

function checkKernelBoot({ domain }: VmView): FieldError[] {
  const kernelBoot = domain.at("firmware", "kernelBoot");
  if (!kernelBoot.isSet) return [];
  const allowed = "may not be set: a VM boots the kernel on its own disk";
  return [forbidden(kernelBoot, "kernel from a container image", allowed, "remove kernelBoot")];
}

function checkBootDisk(vm: VmView): FieldError[] {
  const volume = vm.bootDisk?.volume;
  const containerDisk = volume?.at("containerDisk");
  if (volume === undefined || containerDisk?.isSet !== true) return [];
  const { string } = containerDisk.at("image");
  const image = readImage(string) === undefined ? undefined : string;
  const allowed = `may not boot from a container image${image === undefined ? "" : ` (${quote(image)})`}`;
  return [forbidden(containerDisk, "boots from a container image", allowed, importOf(image, vm))];
}

/** Longest image reference that a message repeats whole, to be pasted. */
const longestImage = 128;

/** The entry that imports the image once; its size is a default. */
function importOf(image: string | undefined, vm: VmView): string {
  if (!vm.spec.isSet) return "import it into a dataVolume and boot from that";
  const name = image === undefined || image.length > longestImage ? "<image>" : image;
  const url = `docker://${name.replace(/^docker:\/\//, "")}`;
  const disk = diskName(vm);
  const entry = `{metadata: {name: ${disk}}, spec: {storage: {}, source: {registry: {url: "${url}"}}}}`;
  return `add dataVolumeTemplates: [${entry}] and use dataVolume: {name: ${disk}}`;
}

/** A name for the disk that no other VM of the namespace uses, as far as can be known. */
function diskName({ object }: VmView): string {
  const name = object.at("metadata", "name").string ?? "";
  return /^[a-z0-9-]{1,40}$/.test(name) ? `${name}-root` : "<name>";
}
