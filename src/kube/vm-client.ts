import type { VirtualMachineClient } from "../webhook/vm-client.ts";
import { type DerivedSecret, ownerLabel } from "../injection/derived-secret.ts";
import type { Failure, GetResult } from "../injection/cluster-state.ts";
import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import type { ApiAnswer, ApiClient, ApiMethod } from "./api-client.ts";
import { failureOf, reasonOf } from "./api-failure.ts";
import { secretPath } from "./secret-path.ts";

/** How long all calls for one VMI CREATE may take together, in milliseconds: the API server waits 5 s for the webhook. */
export const lookupTimeoutMs = 3000;

/** Attempts of a write that conflicts with another one. */
const attempts = 3;

/** The cluster for one VMI CREATE; the signal aborts all of its pending calls. */
export function createVirtualMachineClient(api: ApiClient, signal: AbortSignal): VirtualMachineClient {
  const ask = async (...call: Call): Promise<ApiAnswer | { readonly failure: Failure }> => {
    const [method, segments, body] = call;
    try {
      return await api.request(method, segments, signal, body);
    } catch (error) {
      return { failure: { kind: "unavailable", why: failureOf(error) } };
    }
  };
  const get = async (segments: readonly string[]): Promise<GetResult> => {
    // No object has any other name, and a forged one must not lead elsewhere.
    if (!segments.every((segment) => objectName.test(segment))) return { kind: "notFound" };
    const answer = await ask("GET", segments);
    if ("failure" in answer) return answer.failure;
    if (answer.status === 200) return { kind: "found", object: answer.body };
    return answer.status === 404 ? { kind: "notFound" } : toFailure(answer, "GET", segments);
  };
  const write = (wanted: Manifest, path: readonly string[], stored: GetResult): ReturnType<typeof ask> =>
    stored.kind === "found"
      ? ask("PUT", path, withVersion(wanted, stored.object))
      : ask("POST", path.slice(0, -1), wanted);
  const put = async (secret: DerivedSecret, left: number): Promise<Failure | undefined> => {
    const wanted = manifest(secret);
    const path = secretPath(secret.namespace, secret.name);
    const stored = await get(path);
    if (stored.kind === "denied" || stored.kind === "unavailable") return stored;
    if (stored.kind === "found") {
      if (!isOwn(stored.object, secret))
        return { kind: "denied", why: `${secret.name} exists and was not created by vmgate` };
      if (isUpToDate(stored.object, wanted)) return undefined;
    }
    const answer = await write(wanted, path, stored);
    if ("failure" in answer) return answer.failure;
    if (answer.status < 300) return undefined;
    // Another replica, or a person, wrote meanwhile: the stored Secret decides.
    if (overtaken.includes(answer.status) && left > 1) return put(secret, left - 1);
    return toFailure(answer, stored.kind === "found" ? "PUT" : "POST", path);
  };
  return {
    getVirtualMachine: (namespace, name) =>
      get(["apis", "kubevirt.io", "v1", "namespaces", namespace, "virtualmachines", name]),
    getSecret: (namespace, name) => get(secretPath(namespace, name)),
    putDerivedSecret: (secret) => put(secret, attempts),
  };
}

/** A DNS name, as those of all objects here; the groups and plurals of the paths are some too. */
export const objectName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

type Call = readonly [method: ApiMethod, segments: readonly string[], body?: object];

/** Conflict, and not found: the Secret was created, changed or deleted since it was read. */
const overtaken: readonly number[] = [409, 404];

interface Manifest {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, string>>;
}

function manifest({ namespace, name, owner, data }: DerivedSecret): Manifest {
  return {
    metadata: {
      name,
      namespace,
      labels: { [ownerLabel]: owner.uid },
      ownerReferences: [{ apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", ...owner }],
    },
    data: Object.fromEntries(
      Object.entries(data).map(([key, bytes]) => [key, Buffer.from(bytes).toString("base64")]),
    ),
  };
}

/** Recognized by both the label and the owner's uid. */
function isOwn(stored: unknown, { owner }: DerivedSecret): boolean {
  const metadata = Field.root(stored).at("metadata");
  return (
    metadata.at("labels", ownerLabel).value === owner.uid &&
    metadata
      .at("ownerReferences")
      .items()
      .some((reference) => reference.at("uid").value === owner.uid)
  );
}

function isUpToDate(stored: unknown, { data }: Manifest): boolean {
  return isEqual(Field.root(stored).at("data").value, data);
}

/** The write counts only against what was just read. */
function withVersion(wanted: Manifest, stored: unknown): Manifest {
  const resourceVersion = Field.root(stored).at("metadata", "resourceVersion").value;
  return { ...wanted, metadata: { ...wanted.metadata, resourceVersion } };
}

/** Too many requests, a conflict that did not end, and errors of the server's pass; what is not permitted does not. */
function toFailure(answer: ApiAnswer, method: ApiMethod, path: readonly string[]): Failure {
  const { status } = answer;
  const passes = status >= 500 || status === 429 || status === 409;
  return { kind: passes ? "unavailable" : "denied", why: reasonOf(answer, method, path) };
}
