import type { Field } from "../field/field.ts";
import { forbidden, type FieldError } from "../field/error.ts";
import { type AllowedImages, checkOrigin, imageReader, urlReader } from "../policy/image-origin.ts";
import type { VmView } from "../vm/view.ts";
import type { Rule } from "./rule.ts";

/**
 * Images come only from allowed origins, if the administrator lists them.
 *
 * Restricted: spec.dataVolumeTemplates[].spec.source (registry.url, registry.imageStream, http.url),
 *   spec.template.spec.volumes[].containerDisk.image, spec.template.spec.domain.firmware.kernelBoot.container.image
 * Allowed: what platform.images.allow in the policy matches; everything if the policy has no such list
 * Source: contract §2, §6; names of images are completed as container runtimes do (KUBEVIRT.md §7).
 */
export const imageOrigin: Rule = {
  id: "image-origin",
  summary: "Imported and container disk images come from an origin that the administrator allows.",
  why: "An image brings its own kernel and users into the platform's network. Only images that the VM itself names can be checked, not a DataVolume, DataSource or snapshot created separately, nor where an http server redirects to.",
  fix: "Use an image from one of the origins that the message lists, copy the image there, or ask the administrator to allow its origin (`platform.images.allow` in the policy).",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {registry: {url: "docker://example.com/disks/fedora:latest"}}}}]}',
    admitted:
      'spec: {dataVolumeTemplates: [{metadata: {name: web-root}, spec: {storage: {}, source: {registry: {url: "docker://quay.io/containerdisks/fedora:latest"}}}}]}',
    platform: { images: { allow: ["quay.io/containerdisks/*"] } },
  },
  check: ({ vm, policy }) => {
    const allow = policy.allowedImages;
    if (allow === undefined) return [];
    return [...sources(vm).flatMap((source) => checkSource(source, allow)), ...checkImages(vm, allow)];
  },
};

function sources(vm: VmView): readonly Field[] {
  const templates = vm.spec.at("dataVolumeTemplates").items();
  return templates.map((template) => template.at("spec", "source"));
}

function checkSource(source: Field, allow: AllowedImages): FieldError[] {
  const registry = source.at("registry");
  return [
    ...checkOrigin(registry.at("url"), imageReader, allow),
    ...checkImageStream(registry.at("imageStream")),
    ...checkOrigin(source.at("http", "url"), urlReader, allow),
  ];
}

/** An image stream refers to an image in the cluster, not in the VM. */
function checkImageStream(stream: Field): FieldError[] {
  const allowed = "may not be set: the origin of an image stream is unknown";
  return stream.isSet
    ? [forbidden(stream, "image stream of unknown origin", allowed, "use url instead")]
    : [];
}

function checkImages(vm: VmView, allow: AllowedImages): FieldError[] {
  const images = [
    ...vm.volumes.map((volume) => volume.at("containerDisk", "image")),
    vm.domain.at("firmware", "kernelBoot", "container", "image"),
  ];
  return images.flatMap((field) => checkOrigin(field, imageReader, allow));
}
