import { Field } from "../field/field.ts";
import type { ApiAnswer } from "./api-client.ts";

/** Longest text of the API server's that is passed on, in characters: the remedy must still fit into a warning. */
const reasonLength = 120;

/** The RBAC verbs of the methods; LIST is a GET of a whole resource. */
const verbs = {
  GET: "get",
  LIST: "list",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
} as const;

/** Forbidden by RBAC, by a quota or because the namespace is being deleted: the text before this names the object. */
const isForbidden = " is forbidden: ";

/** Why the API server denied a request, in few words. @param path segments of the object's path */
export function reasonOf(
  { status, body }: ApiAnswer,
  method: keyof typeof verbs,
  path: readonly string[],
): string {
  const { string: message = `HTTP status ${status}` } = Field.root(body).at("message");
  const start = message.indexOf(isForbidden);
  const reason = start === -1 ? message : message.slice(start + isForbidden.length);
  // A denial by RBAC is put in the words of a Role: the API server's own text is far longer.
  if (status === 403 && reason.startsWith("User "))
    return `no permission to ${verbs[method]} ${path.at(-2) ?? ""}`;
  return `the API server says: ${reason.slice(0, reasonLength)}`;
}

/** A request that the API server answered and denied; the message says why. */
export class DeniedError extends Error {}

/** Why a request failed, from the error that was thrown. */
export function failureOf(error: unknown): string {
  if (error instanceof DeniedError) return error.message;
  const [name, code] = [Field.root(error).at("name").value, Field.root(error).at("code").value];
  if (name === "TimeoutError" || code === "ABORT_ERR") return "the API server did not respond in time";
  return `the API server cannot be reached: ${typeof code === "string" ? code : String(error)}`;
}
