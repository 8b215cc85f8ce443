import type { Field } from "../field/field.ts";
import { quote } from "../field/error.ts";

/** The name of a container image, complete: what a registry is asked for. */
export interface Image {
  readonly scheme: "docker";
  /** The registry, in lower case, with its port. */
  readonly host: string;
  /** From its slash on: the repository and its tag or digest, as in `/containerdisks/fedora:latest`. */
  readonly path: string;
}

/** Longer than any: a host has 253 characters, a repository 255, a tag 128, a digest some 140. */
const longest = 1024;

/** A repository of 255 characters has at most 128, and a registry comes before them. */
const mostComponents = 129;

const prefix = "docker://";
const host = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/i;
const name = /^[a-z0-9._-]+$/;
const tag = /^[\w][\w.-]{0,127}$/;
const digest = /^[a-z0-9+._-]+:[0-9a-f]{32,}$/i;

/**
 * Reads the name of an image as a container runtime and CDI complete it (distribution, package reference): no
 * registry is Docker Hub, no tag is latest, and beside a digest a tag says nothing. `docker://` before it is
 * taken off. Gives undefined for what is no such name, also where it contains credentials.
 */
export function readImage(value: unknown): Image | undefined {
  if (typeof value !== "string" || value.length > longest) return undefined;
  const text = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  const parts = text.split("/", mostComponents + 1);
  if (parts.length > mostComponents) return undefined;
  const [registry, ...components] = complete(parts);
  const last = lastComponent(components.pop() ?? "");
  if (last === undefined || !host.test(registry) || !components.every((part) => name.test(part)))
    return undefined;
  return { scheme: "docker", host: registry, path: `/${[...components, last].join("/")}` };
}

/** Registry and components; the first component names a registry where it can't be part of a repository. */
function complete(components: readonly string[]): readonly [string, ...string[]] {
  const [first = "", ...rest] = components;
  if (rest.length === 0) return [dockerHub, "library", first];
  if (!/[.:A-Z]/.test(first) && first !== "localhost") return [dockerHub, ...components];
  const registry = first.toLowerCase() === `index.${dockerHub}` ? dockerHub : first.toLowerCase();
  return registry === dockerHub && rest.length === 1 ? [dockerHub, "library", ...rest] : [registry, ...rest];
}

/** The registry that is asked where the name of an image names none. */
const dockerHub = "docker.io";

/** `fedora`, `fedora:40` or `fedora@sha256:…`, with the tag or digest that counts. */
function lastComponent(text: string): string | undefined {
  const [tagged = "", ...digests] = text.split("@");
  const [repository = "", ...tags] = tagged.split(":");
  const [first = "latest"] = tags;
  if (!name.test(repository) || tags.length > 1 || digests.length > 1 || !tag.test(first)) return undefined;
  const [pinned] = digests;
  if (pinned === undefined) return `${repository}:${first}`;
  return digest.test(pinned) ? `${repository}@${pinned}` : undefined;
}

/** A field with an image reference as a message may show it: one that can be read holds no credentials. */
export function describeImage(field: Field): string {
  if (field.string === undefined || readImage(field.value) !== undefined) return quote(field.value);
  return "not an image reference";
}
