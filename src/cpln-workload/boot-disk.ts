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

/** `spec.vm.bootDisk`: what the guest boots from, and the volume set that keeps it. */
export const bootDiskChecks: readonly WorkloadCheck[] = [
  { rule: "boot-disk", check: ({ vm }) => checkBootDisk(vm) },
  { rule: "import-source", check: checkSource },
  { rule: "import-checksum", check: checkHttpChecksum },
  { rule: "image-origin", check: checkSourceOrigin },
];

const exampleImage = "quay.io/containerdisks/ubuntu:22.04";
const persistFix = "persist: {volumeSet: cpln://volumeset/<name>}";

function checkBootDisk(vm: Field): FieldError[] {
  const disk = vm.at("bootDisk");
  if (!vm.isSet) return [];
  if (!disk.isSet) {
    const fix = `add bootDisk: {source: {oci: {image: ${exampleImage}}}, ${persistFix}}`;
    return [required(disk, "must be set: a VM boots from it", fix)];
  }
  const volumeSet = disk.at("persist", "volumeSet");
  if (volumeSet.isSet) return checkVolumeSetLink(volumeSet);
  const persist = disk.at("persist");
  const allowed = "must name the volume set that keeps the boot disk";
  return persist.isSet
    ? [required(volumeSet, allowed, "add volumeSet: cpln://volumeset/<name>")]
    : [required(persist, allowed, `add ${persistFix}`)];
}

const allowedSource = "must have exactly one of oci and http";

function checkSource({ object, vm }: WorkloadView): FieldError[] {
  const disk = vm.at("bootDisk");
  const source = disk.at("source");
  if (!disk.isSet) return [];
  const [oci, http] = [source.at("oci"), source.at("http")];
  const others = otherSources(source);
  const isStated = oci.isSet || http.isSet;
  if (!isStated && others.length === 0) {
    return [required(source, allowedSource, `add for example oci: {image: ${exampleImage}}`)];
  }
  return [
    ...others.map((other) => otherSource(other, isStated)),
    ...(oci.isSet ? checkImage(oci.at("image"), object.at("org").string) : []),
    ...(http.isSet ? checkHttpUrl(http.at("url"), (image) => `oci: {image: ${image}}`) : []),
    ...(oci.isSet && http.isSet ? [bothSources(source)] : []),
  ];
}

function bothSources(source: Field): FieldError {
  return forbidden(source, "oci and http", "may not set both oci and http", "remove one of the two");
}

/** The most unknown sources that are reported for one workload. */
const mostNamed = 5;

function otherSources(source: Field): readonly Field[] {
  if (!isObject(source.value)) return [];
  const names = Object.keys(source.value).filter((name) => !["oci", "http"].includes(name));
  return names
    .map((name) => source.at(name))
    .filter(({ isSet }) => isSet)
    .slice(0, mostNamed);
}

/** What to do instead of using a source that the platform does not import from. */
const advised: ReadonlyMap<string, string> = new Map([
  ["s3", `use http: {url: …} with ${signedUrl}`],
  ["gcs", `use http: {url: …} with ${signedUrl}`],
  ["snapshot", "remove it, and restore the snapshot into the volume set with `cpln volumeset restoreVolume`"],
]);

function otherSource(source: Field, isStated: boolean): FieldError {
  const { name } = source;
  const meant = suggest(name, ["oci", "http"]);
  const fix = isStated ? "remove it" : meant === undefined ? "use oci or http" : `did you mean ${meant}?`;
  return forbidden(
    source,
    quote(name),
    "may not be set: must have exactly one of oci and http",
    (isStated ? undefined : advised.get(name)) ?? fix,
  );
}

const allowedImage = "must be a public image, or an image of your org as //image/<name>:<tag>";

function checkImage(image: Field, org: string | undefined): FieldError[] {
  const fix = `use an image reference such as ${exampleImage}`;
  const text = image.string ?? "";
  if (!image.isSet) return [required(image, allowedImage, `add for example image: ${exampleImage}`)];
  if (!isImageLink(text)) {
    const isRead = readImage(text) !== undefined && !text.includes("://");
    return isRead ? [] : [invalid(image, allowedImage, fix, describeImage(image))];
  }
  const owner = orgOfImageLink(text);
  if (owner === undefined) return [invalid(image, allowedImage, "use the form //image/<name>:<tag>")];
  return owner === "" || owner === org ? [] : [ofAnotherOrg(image, org)];
}

/** An image that names an org can only be the workload's own if the workload names its org too. */
function ofAnotherOrg(image: Field, org: string | undefined): FieldError {
  if (org === undefined) {
    const allowed = "must be an image of the workload's own org, which `org` does not name";
    return forbidden(image, quote(image.value), allowed, "use //image/<name>:<tag>, or add org");
  }
  const allowed = `must be an image of the org ${quote(org)}`;
  return forbidden(image, quote(image.value), allowed, "copy the image to that org");
}

function checkHttpChecksum({ vm }: WorkloadView, policy: NamespacePolicy): FieldError[] {
  const http = vm.at("bootDisk", "source", "http");
  const checksum = http.at("checksum");
  if (!http.isSet || checksum.isSet) return checkChecksum(checksum);
  const finding = required(
    checksum,
    "must be the checksum of the image",
    "add checksum: sha256:<64 hex digits>",
  );
  return [isEnforcedByName(policy, "import-checksum") ? finding : warning(finding)];
}

/** An image link names the platform's own registry, which the list of allowed origins does not cover. */
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
