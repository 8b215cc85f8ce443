import type { Field } from "../field/field.ts";
import { warning, forbidden, invalid, required, tooMany, type FieldError } from "../field/error.ts";
import { checkOrigin } from "../policy/image-origin.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { checkChecksum } from "../validation/checksum.ts";
import { describeImage, readImage } from "../validation/image.ts";
import { checkHttpUrl } from "../validation/import-source.ts";
import { describeUrl, parseUrl } from "../validation/url.ts";
import { checkVolumeSetLink, isImageLink, orgOfImageLink } from "./link.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** `spec.vm.bootDisk`: what the guest boots from, and where it is kept. */
export const bootDiskChecks: readonly WorkloadCheck[] = [
  { rule: "boot-disk", check: ({ vm }) => checkBootDisk(vm) },
  { rule: "import-source", check: checkSource },
  { rule: "import-checksum", check: ({ vm }) => checkHttpChecksum(vm.at("bootDisk", "source", "http")) },
  { rule: "image-origin", check: checkSourceOrigin },
];

function checkBootDisk(vm: Field): FieldError[] {
  const disk = vm.at("bootDisk");
  if (!vm.isSet) return [];
  if (!disk.isSet) {
    return [
      required(disk, "a virtual machine says what it boots from", "add bootDisk with source and persist"),
    ];
  }
  const volumeSet = disk.at("persist", "volumeSet");
  if (volumeSet.isSet) return checkVolumeSetLink(volumeSet);
  const persist = disk.at("persist");
  const allowed = "the boot disk is kept on a volume set";
  return [
    required(
      persist.isSet ? volumeSet : persist,
      allowed,
      "add persist: {volumeSet: cpln://volumeset/<name>}",
    ),
  ];
}

const allowedSource = "exactly one of oci and http";

function checkSource({ object, vm }: WorkloadView): FieldError[] {
  const disk = vm.at("bootDisk");
  const source = disk.at("source");
  if (!disk.isSet) return [];
  const [oci, http] = [source.at("oci"), source.at("http")];
  if (!oci.isSet && !http.isSet)
    return [
      required(source, allowedSource, "add for example oci: {image: quay.io/containerdisks/ubuntu:22.04}"),
    ];
  return [
    ...(oci.isSet ? checkImage(oci.at("image"), object.at("org").string) : []),
    ...(http.isSet ? checkHttpUrl(http.at("url"), (image) => `oci: {image: ${image}}`) : []),
    ...(oci.isSet && http.isSet ? [tooMany(source, "oci and http", allowedSource, "remove one")] : []),
  ];
}

const allowedImage =
  "a public image such as quay.io/containerdisks/ubuntu:22.04, or //image/<name>:<tag> of your own org";

function checkImage(image: Field, org: string | undefined): FieldError[] {
  const fix = "write for example quay.io/containerdisks/ubuntu:22.04";
  const text = image.string ?? "";
  if (!image.isSet) return [required(image, allowedImage, fix)];
  if (!isImageLink(text)) {
    const isRead = readImage(text) !== undefined && !text.includes("://");
    return isRead ? [] : [invalid(image, allowedImage, fix, describeImage(image))];
  }
  const owner = orgOfImageLink(text);
  if (owner === undefined) return [invalid(image, allowedImage, "write //image/<name>:<tag>")];
  if (owner === "" || org === undefined || owner === org) return [];
  return [
    forbidden(
      image,
      `an image of the org ${owner}`,
      `images of the org ${org} and public ones`,
      "copy the image to your own org",
    ),
  ];
}

function checkHttpChecksum(http: Field): FieldError[] {
  const checksum = http.at("checksum");
  if (!http.isSet || checksum.isSet) return checkChecksum(checksum);
  const finding = required(checksum, "an image whose checksum is known", "add checksum: sha256:<hex>");
  return [warning(finding)];
}

/** Images of the platform's own registry come from nowhere else, whatever the list says. */
function checkSourceOrigin({ vm }: WorkloadView, policy: NamespacePolicy): FieldError[] {
  const allow = policy.allowedImages;
  if (allow === undefined) return [];
  const source = vm.at("bootDisk", "source");
  const image = source.at("oci", "image");
  return [
    ...(isImageLink(image.string ?? "")
      ? []
      : checkOrigin(image, { read: readImage, describe: describeImage }, allow)),
    ...checkOrigin(source.at("http", "url"), { read: parseUrl, describe: describeUrl }, allow),
  ];
}
