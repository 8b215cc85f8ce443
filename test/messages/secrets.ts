import { isObject } from "../../src/field/json.ts";

/** Members whose whole content is the user's own. */
const userData = /^(userData|networkData)(Base64)?$/;

/** Shorter pieces stand in any text by chance. */
const shortest = 4;

/** What no message may repeat of an object: user data, and what a URL carries beside scheme and host. */
export function secretsIn(value: unknown, name = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (isObject(value)) return Object.entries(value).flatMap(([key, member]) => secretsIn(member, key));
  if (typeof value !== "string") return [];
  const secrets = userData.test(name) ? [value, ...value.split(/\s+/)] : inUrl(value);
  return secrets.filter((secret) => secret.length >= shortest);
}

function inUrl(text: string): readonly string[] {
  const [, credentials = "", query = ""] =
    /^[a-z0-9+.-]+:\/\/(?:([^/]*)@)?[^?#]*(?:[?#](.*))?$/i.exec(text) ?? [];
  return [...credentials.split(":"), ...query.split(/[&=#]/)];
}
