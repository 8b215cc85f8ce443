import type { Field } from "../field/field.ts";
import { forbidden, invalid, required, type Finding } from "../field/violation.ts";
import { readImage } from "./image.ts";
import { describeUrl, parseUrl, schemeOf } from "./url.ts";

/** What to do with an image that lies where no import reaches it. */
export const useSignedUrl = "use an http source with a signed http(s) URL of the image";

const allowedUrl = "an http:// or https:// URL with a host";

/** Findings for a field that must hold the URL of a disk image, served over HTTP. */
export function checkHttpUrl(url: Field): Finding[] {
  if (!url.isSet) return [required(url, allowedUrl, "add the URL of the disk image")];
  const scheme = schemeOf(url.string ?? "");
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    const fix = scheme === "docker" ? "use a registry source for an image in a registry" : useSignedUrl;
    return [forbidden(url, describeUrl(url), allowedUrl, fix)];
  }
  if (parseUrl(url.value) !== undefined) return [];
  return [
    invalid(
      url,
      allowedUrl,
      "write the whole URL, for example https://example.com/disk.qcow2",
      describeUrl(url),
    ),
  ];
}

const allowedImage = "the name of an image after docker://, without credentials";

/** Findings for a field that must hold the URL of a disk image in a container registry. */
export function checkRegistryUrl(url: Field): Finding[] {
  const fix = "write for example docker://quay.io/containerdisks/fedora:latest";
  if (!url.isSet) return [required(url, allowedImage, fix)];
  // CDI's importer compares the scheme as it is written, though its admission takes it in any case.
  const isRead = url.string?.startsWith("docker://") === true && readImage(url.value) !== undefined;
  return isRead ? [] : [invalid(url, allowedImage, fix, describeUrl(url))];
}
