import type { Field } from "../field/field.ts";
import { invalid, quote, required, type FieldError } from "../field/error.ts";
import { readImage } from "./image.ts";
import { describeUrl, parseUrl, schemeOf } from "./url.ts";

/** What to write instead of a source that the platform does not import from. */
export const signedUrl = "a signed http:// or https:// URL of the image";

const allowedUrl = "must be an http:// or https:// URL with a host";

/**
 * Findings for a field that must hold the URL of a disk image, served over HTTP.
 * @param registry what replaces `http` for an image in a registry: the source with that image, as YAML
 */
export function checkHttpUrl(url: Field, registry: (image: string) => string): FieldError[] {
  if (!url.isSet) return [required(url, allowedUrl, "add url: https://<host>/<disk image>")];
  const scheme = schemeOf(url.string ?? "");
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    const fix =
      scheme === "docker" ? `use ${registry(imageIn(url) ?? "<image>")} instead of http` : `use ${signedUrl}`;
    return [invalid(url, allowedUrl, fix, describeUrl(url))];
  }
  if (parseUrl(url.value) !== undefined) return [];
  return [
    invalid(url, allowedUrl, "use the whole URL, beginning with https:// or http://", describeUrl(url)),
  ];
}

const allowedImage = "must be docker:// followed by an image reference, without credentials";

/** Findings for a field that must hold the URL of a disk image in a container registry. */
export function checkRegistryUrl(url: Field): FieldError[] {
  const image = imageIn(url);
  const fix = `use ${image === undefined ? "docker://<registry>/<repository>:<tag>" : quote(`docker://${image}`)}`;
  if (!url.isSet) return [required(url, allowedImage, fix)];
  // CDI's importer compares the scheme as it is written, though its admission takes it in any case.
  const isRead = url.string?.startsWith("docker://") === true && image !== undefined;
  return isRead ? [] : [invalid(url, allowedImage, fix, describeUrl(url))];
}

/** The name of an image as it was written, without `docker://`; undefined for what is none, or holds credentials. */
function imageIn({ string: text = "" }: Field): string | undefined {
  const name = text.replace(/^docker:\/\//i, "");
  return readImage(name) === undefined ? undefined : name;
}
