import type { Field } from "../field/field.ts";
import { forbidden, invalid, quote, type FieldError } from "../field/error.ts";
import { describeImage, readImage } from "../validation/image.ts";
import { describeUrl, parseUrl } from "../validation/url.ts";
import { matchesPattern } from "./pattern.ts";

/** Where an image comes from: the parts of a URL or of a complete image reference. */
export interface Origin {
  readonly scheme: string;
  readonly host: string;
  /** From its slash on, without a query; of a container image with its tag or digest. */
  readonly path: string;
}

/**
 * Whether one of the patterns of `platform.images.allow` matches an origin.
 *
 * - `https://images.example.com/*`: with a scheme only that scheme (docker:// for images), without one any.
 * - `quay.io/containerdisks/*`: a `*` is any text within one step of the path, and at the end of a path
 *   everything below too. It never leaves the host: `*.example.com/*` is not met by `evil.net/a.example.com/`.
 * - `quay.io/containerdisks/fedora`: without a tag every tag and digest; `…/fedora:40` that tag alone, and no
 *   digest, since a tag beside a digest says nothing.
 * - `quay.io`: everything there. `kubevirt/*`, `fedora:*`: images of Docker Hub, as in the name of an image.
 * - `*`: everything.
 *
 * Hosts are compared in any case. A path that climbs (`/allowed/../other`) matches nothing but `*`.
 */
export function isAllowedOrigin({ compiled }: AllowedImages, origin: Origin): boolean {
  return compiled.some((pattern) => pattern === "*" || matchesOrigin(pattern, origin));
}

/** The patterns of `platform.images.allow`, as written and as read. */
export interface AllowedImages {
  readonly patterns: readonly string[];
  readonly compiled: readonly (OriginPattern | "*")[];
}

/** Reads the patterns of `platform.images.allow`. */
export function compileOrigins(patterns: readonly string[]): AllowedImages {
  return {
    patterns,
    compiled: patterns.map((pattern) => (pattern === "*" ? pattern : readPattern(pattern))),
  };
}

interface OriginPattern {
  readonly scheme: string | undefined;
  readonly host: string;
  readonly steps: readonly string[];
}

function matchesOrigin({ scheme, host, steps }: OriginPattern, origin: Origin): boolean {
  if (scheme !== undefined && scheme !== origin.scheme) return false;
  if (!matchesPattern(host, origin.host) || climbs(origin.path)) return false;
  const path = origin.path.split("/").slice(1);
  const last = steps.at(-1) ?? "";
  if (last.endsWith("*") ? path.length < steps.length : path.length !== steps.length) return false;
  const isRepository = origin.scheme === "docker" && !/[:@]|\*$/.test(last);
  return steps.every((step, i) => {
    const text = path[i] ?? "";
    return matchesPattern(step, isRepository && i === steps.length - 1 ? repository(text) : text);
  });
}

/** The last step of an image's name without its tag or digest. */
function repository(text: string): string {
  return text.replace(/[:@].*/s, "");
}

const dockerHub = "docker.io";

/** A pattern split like an origin; a host alone matches everything on it. */
function readPattern(pattern: string): OriginPattern {
  const [, name, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(pattern) ?? [];
  const scheme = name?.toLowerCase();
  const [first = "", ...steps] = rest.split("/");
  const isImage = scheme === undefined || scheme === "docker";
  if (isImage && !namesHost(first, steps)) return dockerHubPattern([first, ...steps]);
  const host = first.toLowerCase();
  if (isImage && host === dockerHub) return dockerHubPattern(steps);
  return { scheme, host, steps: steps.length > 0 ? steps : ["*"] };
}

/** Docker Hub's own images are asked for below library. */
function dockerHubPattern(steps: readonly string[]): OriginPattern {
  const [first = "*", ...others] = steps;
  const isOfficial = others.length === 0 && first !== "*";
  return { scheme: "docker", host: dockerHub, steps: isOfficial ? ["library", first] : [first, ...others] };
}

/** As in an image reference: a registry has a dot, a port or is localhost; a pattern can match one. */
function namesHost(first: string, steps: readonly string[]): boolean {
  return steps.length > 0 ? /[.:*]|^localhost$/.test(first) : /^[^:]*\./.test(first);
}

/** Whether a server could resolve the path to another: `..` or `.`, plain or encoded, whatever the slash. */
function climbs(path: string): boolean {
  return /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i.test(path);
}

/** Most patterns that a message lists. */
const listedPatterns = 4;

/** How a field names an image: what it says of the origin, and what it must be for that to be read. */
export interface OriginReader {
  readonly read: (value: unknown) => Origin | undefined;
  /** The value as a message may show it. */
  readonly describe: (field: Field) => string;
  readonly form: string;
}

/** Reads a container image reference, with or without `docker://`. */
export const imageReader: OriginReader = {
  read: readImage,
  describe: describeImage,
  form: "must be an image reference, without credentials",
};

/** Reads the URL of a disk image. */
export const urlReader: OriginReader = {
  read: parseUrl,
  describe: describeUrl,
  form: "must be an http:// or https:// URL with a host",
};

const fix = "use an image from there, or ask the platform administrator to allow this origin";

/**
 * Findings for a field that, where it is set, names an image: its origin must be one that the policy allows.
 * An origin that cannot be read is never allowed.
 */
export function checkOrigin(field: Field, reader: OriginReader, allow: AllowedImages): FieldError[] {
  if (!field.isSet) return [];
  const origin = reader.read(field.value);
  const allowed = allowedOrigins(allow);
  if (origin === undefined) {
    return [invalid(field, reader.form, `use an image ${allowed}`, reader.describe(field))];
  }
  if (isAllowedOrigin(allow, origin)) return [];
  return [
    forbidden(
      field,
      `${reader.describe(field)} is not from an allowed origin`,
      `must be an image ${allowed}`,
      fix,
    ),
  ];
}

/** The patterns as a list that fits into a message: `from "quay.io/*", "docker.io/*" (and 3 more)`. */
function allowedOrigins({ patterns }: AllowedImages): string {
  const listed = patterns.slice(0, listedPatterns).map(quote).join(", ");
  const more = patterns.length - listedPatterns;
  return `from ${listed}${more > 0 ? ` (and ${more} more)` : ""}`;
}
