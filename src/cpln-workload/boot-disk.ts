import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { warning, forbidden, invalid, quote, required, type FieldError } from "../field/error.ts";
import { checkOrigin, imageReader, urlReader } from "../policy/image-origin.ts";
import { isEnforcedByName } from "../policy/compiled-policy.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import { suggest } from "../policy/file/did-you-mean.ts";
import { checkChecksum } from "../validation/checksum.ts";
import { describeImage, readImage } from "../validation/image.ts";
import { checkHttpUrl, signedUrl } from "../validation/import-source.ts";
import { checkVolumeSetLink, isImageLink, orgOfImageLink } from "./link.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** `spec.vm.bootDisk`: what the guest boots from, and where it is kept. */
export const bootDiskChecks: readonly WorkloadCheck[] = [
  { rule: "boot-disk", check: ({ vm }) => checkBootDisk(vm) },
  { rule: "import-source", check: checkSource },
  { rule: "import-checksum", check: checkHttpChecksum },
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

const allowedSource = "must have exactly one of oci and http";

function checkSource({ object, vm }: WorkloadView): FieldError[] {
  const disk = vm.at("bootDisk");
  const source = disk.at("source");
  if (!disk.isSet) return [];
  const [oci, http] = [source.at("oci"), source.at("http")];
  const others = otherSources(source);
  const isStated = oci.isSet || http.isSet;
  if (!isStated && others.length === 0)
    return [
      required(source, allowedSource, "add for example oci: {image: quay.io/containerdisks/ubuntu:22.04}"),
    ];
  return [
    ...others.map((other) => otherSource(other, isStated)),
    ...(oci.isSet ? checkImage(oci.at("image"), object.at("org").string) : []),
    ...(http.isSet ? checkHttpUrl(http.at("url"), (image) => `oci: {image: ${image}}`) : []),
    ...(oci.isSet && http.isSet ? [forbidden(source, "oci and http", allowedSource, "remove one")] : []),
  ];
}

/** Most sources of other kinds that are named. */
const mostNamed = 5;

function otherSources(source: Field): readonly Field[] {
  if (!isObject(source.value)) return [];
  const names = Object.keys(source.value).filter((name) => !["oci", "http"].includes(name));
  return names
    .map((name) => source.at(name))
    .filter(({ isSet }) => isSet)
    .slice(0, mostNamed);
}

/** What the specification advises instead of a source that there is not. */
const advised: ReadonlyMap<string, string> = new Map([
  ["s3", `write http: {url: …} instead, with ${signedUrl}`],
  ["gcs", `write http: {url: …} instead, with ${signedUrl}`],
  [
    "snapshot",
    "remove it, and restore the snapshot into the volume set with the command volumeset restoreVolume",
  ],
]);

function otherSource(source: Field, isStated: boolean): FieldError {
  const name = String(source.path.at(-1));
  const meant = suggest(name, ["oci", "http"]);
  const fix = isStated ? "remove it" : meant === undefined ? "write oci or http instead" : `write ${meant}`;
  return forbidden(source, quote(name), allowedSource, (isStated ? undefined : advised.get(name)) ?? fix);
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
  return owner === "" || owner === org ? [] : [ofAnotherOrg(image, org)];
}

/** An image of an org can only be the workload's own where the workload says what its org is. */
function ofAnotherOrg(image: Field, org: string | undefined): FieldError {
  if (org === undefined) {
    const allowed = "must be an image of the workload's org, which is not stated";
    return forbidden(image, quote(image.value), allowed, "write //image/<name>:<tag>, or add org");
  }
  const allowed = `must be an image of the org ${quote(org)}`;
  return forbidden(image, quote(image.value), allowed, "copy the image to your own org");
}

function checkHttpChecksum({ vm }: WorkloadView, policy: NamespacePolicy): FieldError[] {
  const http = vm.at("bootDisk", "source", "http");
  const checksum = http.at("checksum");
  if (!http.isSet || checksum.isSet) return checkChecksum(checksum);
  const finding = required(checksum, "must be the checksum of the image", "add checksum: sha256:<hex>");
  return [isEnforcedByName(policy, "import-checksum") ? finding : warning(finding)];
}

/** Images of the platform's own registry come from nowhere else, whatever the list says. */
function checkSourceOrigin({ vm }: WorkloadView, policy: NamespacePolicy): FieldError[] {
  const allow = policy.allowedImages;
  if (allow === undefined) return [];
  const source = vm.at("bootDisk", "source");
  const image = source.at("oci", "image");
  return [
    ...(isImageLink(image.string ?? "") ? [] : checkOrigin(image, imageReader, allow)),
    ...checkOrigin(source.at("http", "url"), urlReader, allow),
  ];
}
