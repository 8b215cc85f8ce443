import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "./api-client.ts";
import { reasonOf } from "./api-failure.ts";
import { secretPath } from "./secret-path.ts";

/** A Secret as the API server has it, or why it can't be read, in few words. */
type SecretRead = { readonly object: unknown } | { readonly problem: string };

/** How long the API server may take, in milliseconds. */
const longestMs = 10_000;

/** The pause after a request, in milliseconds: at most fifty a second, as kubectl does by default. */
const pauseMs = 20;

/** Reads a Secret. @throws when the API server can't be reached */
export type SecretReader = (namespace: string, name: string) => Promise<SecretRead>;

/** Reads Secrets one after the other, with a pause after each. */
export function secretReader(api: ApiClient): SecretReader {
  return async (namespace, name) => {
    const path = secretPath(namespace, name);
    const answer = await api.request("GET", path, AbortSignal.timeout(longestMs));
    await sleep(pauseMs);
    if (answer.status === 200) return { object: answer.body };
    return { problem: answer.status === 404 ? "it does not exist" : reasonOf(answer, "GET", path) };
  };
}
