import { forbidden, quote, type FieldError } from "../field/error.ts";
import { bootDisk } from "../vm/disks.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * No container image boots a VM: a guest runs from its own disk, with its own kernel.
 *
 * Restricted: spec.template.spec.domain.firmware.kernelBoot, spec.template.spec.volumes[].containerDisk of
 *   the boot disk
 * Allowed: neither; a containerDisk beside the boot disk is the affair of data-disk-source
 * Source: contract §2
 */
export const noImage: Rule = {
  id: "no-image",
  summary: "No container image boots the VM: no containerDisk as boot disk, no kernelBoot.",
  why: "What boots from an image is thrown away at each stop, with every update and key in it; and a kernel beside the disk does not follow the guest's own updates.",
  fix: "Import the image into a disk: a `dataVolumeTemplates` item with `source: {registry: {url: docker://IMAGE}}`, which fills the disk once. Remove `kernelBoot`.",
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
  const allowed = "a VM boots the kernel on its own disk";
  return [forbidden(kernelBoot, "a kernel beside the boot disk", allowed, "remove kernelBoot")];
}

function checkBootDisk(vm: VmView): FieldError[] {
  const image = bootDisk(vm)?.volume?.at("containerDisk");
  if (image?.isSet !== true) return [];
  const { string } = image.at("image");
  const found = string === undefined ? "boots from an image" : `boots from the image ${quote(string)}`;
  const fix =
    "import the image once, with a dataVolumeTemplate whose source is registry, and name it here as dataVolume";
  return [forbidden(image, found, "no container image boots a VM", fix)];
}
