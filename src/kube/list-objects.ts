import { setTimeout as sleep } from "node:timers/promises";
import { Field } from "../field/field.ts";
import type { WatchedResource } from "../admission/resources.ts";
import type { ApiClient } from "./api-client.ts";
import { DeniedError, reasonOf } from "./api-failure.ts";

/** How a list is read. */
export interface ListOptions {
  /** Objects in one response; a VirtualMachine has at most 1.5 MB, and most have ten kilobytes. */
  readonly limit: number;
  /** The pause between two requests, in milliseconds. */
  readonly pauseMs: number;
  /** `name=value`: only objects with this label. */
  readonly labelSelector?: string;
}

/** A resource as it is in a path. */
export type ListedResource = Pick<WatchedResource, "group" | "versions" | "resource">;

/** Gentle to an API server that others need: at most ten small requests a second. */
const listOptions: ListOptions = { limit: 50, pauseMs: 100 };

/** How long one response may take, in milliseconds. */
const pageMs = 30_000;

/**
 * The objects of a resource in all namespaces, page by page; none where the cluster does not have the resource.
 * @throws when the API server can't be reached, or denies it
 */
export async function* listObjects(
  api: ApiClient,
  { group, versions: [version = ""], resource }: ListedResource,
  options: Partial<ListOptions> = {},
): AsyncGenerator {
  const { limit, pauseMs, labelSelector } = { ...listOptions, ...options };
  const path = ["apis", group, version, resource];
  const selected = labelSelector === undefined ? {} : { labelSelector };
  let token = "";
  do {
    const query = { ...selected, limit: String(limit), ...(token === "" ? {} : { continue: token }) };
    const answer = await api.request("GET", path, AbortSignal.timeout(pageMs), undefined, query);
    if (await isAbsent(api, answer.status, [group, version])) return;
    if (answer.status !== 200) throw new DeniedError(reasonOf(answer, "LIST", [...path, ""]));
    const list = Field.root(answer.body);
    for (const item of list.at("items").items()) yield item.value;
    token = list.at("metadata", "continue").string ?? "";
    if (token !== "") await sleep(pauseMs);
  } while (token !== "");
}

/** Whether the cluster has no such resource. To a user who may not list it, it says no more than that. */
async function isAbsent(api: ApiClient, status: number, version: readonly string[]): Promise<boolean> {
  if (status !== 403) return status === 404;
  // Every user may ask which groups there are (Kubernetes' role system:discovery).
  const group = await api.request("GET", ["apis", ...version], AbortSignal.timeout(pageMs));
  return group.status === 404;
}
