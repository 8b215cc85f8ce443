import type { VirtualMachineClient } from "../webhook/vm-client.ts";
import { type DerivedSecret, ownerLabel } from "../injection/derived-secret.ts";
import type { GetResult } from "../injection/cluster-state.ts";
import { Field } from "../field/field.ts";
import { isEqual } from "../field/json.ts";
import { encodeBase64 } from "../user-data/encoding/base64.ts";
import type { ApiAnswer, ApiClient } from "./api-client.ts";

/** How long all calls for one start may take together, in milliseconds: the API server waits 5 s for the webhook. */
export const lookupTimeoutMs = 3000;

/** How often a write that somebody else's overtook is tried again. */
const attempts = 3;

/** The cluster as the start of one instance needs it; the signal ends all that is still going on for it. */
export function createVirtualMachineClient(api: ApiClient, signal: AbortSignal): VirtualMachineClient {
  const ask = async (...call: Call): Promise<ApiAnswer | { readonly failure: string }> => {
    const [method, segments, body] = call;
    try {
      return await api.request(method, segments, signal, body);
    } catch (error) {
      return { failure: failureOf(error) };
    }
  };
  const get = async (segments: readonly string[]): Promise<GetResult> => {
    // No object is called otherwise, and no name that somebody made up may lead elsewhere.
    if (!segments.every((segment) => objectName.test(segment))) return { kind: "notFound" };
    const answer = await ask("GET", segments);
    if ("failure" in answer) return { kind: "error", why: answer.failure };
    if (answer.status === 200) return { kind: "found", object: answer.body };
    return answer.status === 404 ? { kind: "notFound" } : { kind: "error", why: reasonOf(answer) };
  };
  const write = (wanted: Manifest, path: readonly string[], stored: GetResult): ReturnType<typeof ask> =>
    stored.kind === "found"
      ? ask("PUT", path, withVersion(wanted, stored.object))
      : ask("POST", path.slice(0, -1), wanted);
  const put = async (secret: DerivedSecret, left: number): Promise<string | undefined> => {
    const wanted = manifest(secret);
    const path = secretPath(secret.namespace, secret.name);
    const stored = await get(path);
    if (stored.kind === "error") return stored.why;
    if (stored.kind === "found") {
      if (!isOwn(stored.object, secret)) return foreign;
      if (isUpToDate(stored.object, wanted)) return undefined;
    }
    const answer = await write(wanted, path, stored);
    if ("failure" in answer) return answer.failure;
    if (answer.status < 300) return undefined;
    // Another replica wrote for the same start, or a person did: what is there now decides.
    return overtaken.includes(answer.status) && left > 1 ? put(secret, left - 1) : reasonOf(answer);
  };
  return {
    getVirtualMachine: (namespace, name) =>
      get(["apis", "kubevirt.io", "v1", "namespaces", namespace, "virtualmachines", name]),
    getSecret: (namespace, name) => get(secretPath(namespace, name)),
    putDerivedSecret: (secret) => put(secret, attempts),
  };
}

/** A DNS name, as those of all objects here; the groups and plurals of the paths are some too. */
const objectName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

type Call = readonly [method: "GET" | "POST" | "PUT", segments: readonly string[], body?: object];

/** Conflict, and not found: the Secret was made, changed or deleted since it was read. */
const overtaken: readonly number[] = [409, 404];

const foreign = "a Secret of this name is not vmgate's, and is not overwritten; delete it";

function secretPath(namespace: string, name: string): readonly string[] {
  return ["api", "v1", "namespaces", namespace, "secrets", name];
}

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
    data: Object.fromEntries(Object.entries(data).map(([key, bytes]) => [key, encodeBase64(bytes)])),
  };
}

/** By the label and the owner's uid: one without the other is somebody else's. */
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

/** Longest text of the API server's that is passed on, in characters. */
const reasonLength = 300;

function reasonOf({ status, body }: ApiAnswer): string {
  const { string: message = `HTTP status ${status}` } = Field.root(body).at("message");
  return `the API server says: ${message.slice(0, reasonLength)}`;
}

function failureOf(error: unknown): string {
  const [name, code] = [Field.root(error).at("name").value, Field.root(error).at("code").value];
  if (name === "TimeoutError" || code === "ABORT_ERR") return "the API server did not answer in time";
  return `the API server can't be reached (${typeof code === "string" ? code : String(error)})`;
}
