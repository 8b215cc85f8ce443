import { isObject } from "../../src/field/json.ts";

/** Members whose whole content is the user's own. */
const userData = /^(userData|networkData)(Base64)?$/;

/** Shorter pieces stand in any text by chance. */
const shortest = 8;

/** What no message may repeat of an object: lines of user data, and what a URL carries beside scheme and host. */
export function secretsIn(value: unknown, name = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (isObject(value)) return Object.entries(value).flatMap(([key, member]) => secretsIn(member, key));
  if (typeof value !== "string") return [];
  const secrets = userData.test(name) ? linesOf(value) : inUrl(value);
  return secrets.filter((secret) => secret.length >= shortest);
}

/** The lines of a text and of what it may be in base64; a header line is no secret, and messages recommend some. */
function linesOf(text: string): readonly string[] {
  const lines = [text, Buffer.from(text, "base64").toString()].flatMap((content) => content.split("\n"));
  return lines.map((line) => line.trim()).filter((line) => !line.startsWith("#"));
}

function inUrl(text: string): readonly string[] {
  const [, credentials = "", query = ""] =
    /^[a-z0-9+.-]+:\/\/(?:([^/]*)@)?[^?#]*(?:[?#](.*))?$/i.exec(text) ?? [];
  return [...credentials.split(":"), ...query.split(/[&=#]/)];
}
