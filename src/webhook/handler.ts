import { admit, validateStored } from "../admission/admit.ts";
import type { AdmissionRequest, AdmissionReview } from "../admission/admission-review.ts";
import { RuleError } from "../admission/validate.ts";
import {
  type RequiredLookup,
  requiredLookup,
  userDataSecretName,
  verifyOwner,
  type VmiStart,
} from "../admission/vmi-create.ts";
import type { DerivedSecret } from "../injection/derived-secret.ts";
import type { ClusterState, Failure, GetResult } from "../injection/cluster-state.ts";
import { createEngine, type Engine } from "../admission/engine.ts";
import { UserDataCache } from "../user-data/user-data-cache.ts";
import type { Policy } from "../policy/policy.ts";
import { withoutSecretAccess } from "../policy/without-secret-access.ts";
import { decodeReview } from "./decode.ts";
import { toErrorResponse, toResponse, type WebhookKind } from "./response.ts";
import { type AdmissionSummary, summarise } from "./summary.ts";
import { eventOf, type VmEvent } from "./vm-event.ts";
import type { VirtualMachineClient } from "./vm-client.ts";

/** The answer to a request, with what may be logged and counted of it. */
export interface HandlerResult {
  readonly review: AdmissionReview;
  readonly summary: AdmissionSummary;
  /** The Secret that must be written before the answer may be sent. */
  readonly secret?: DerivedSecret;
  /** Whether that Secret is as it must be; undefined where none was to be written. */
  readonly secretWrite?: "ok" | "failed";
  /** What is to be said on the VM, once the response is sent. */
  readonly event?: VmEvent;
  /** Why the cluster could not be read or written, for the administrator's log. */
  readonly lookupError?: string;
  /** What a rule threw, for the log only. */
  readonly failure?: unknown;
}

/**
 * Handles the body of a call to one of the two webhooks.
 * @throws DecodeError when the body is not an AdmissionReview.
 */
export type Handler = (webhook: WebhookKind, body: unknown) => HandlerResult | Promise<HandlerResult>;

/** What a handler is made of. */
export interface HandlerDeps {
  /** The policy in force. */
  readonly policy: () => Policy;
  /** Milliseconds since 1970; decides which exemptions have expired. */
  readonly now: () => number;
  /** Opens the cluster for one VMI CREATE, with a deadline of its own; undefined where there is no cluster. */
  readonly openClient?: () => VirtualMachineClient;
}

/**
 * Creates the handler of both webhooks. Nearly every request is handled without I/O. For the few VMI CREATEs that
 * need the cluster, the VirtualMachine and its Secret are read first, and the derived Secret is written before the
 * response is returned; a failed write is reported like any other reason why injection is impossible.
 */
export function createHandler({ policy: current, now, openClient }: HandlerDeps): Handler {
  const userData = new UserDataCache();
  let latest: { readonly policy: Policy; readonly engine: Engine } | undefined;
  const currentEngine = (): Engine => {
    const policy = current();
    if (latest?.policy !== policy) {
      const effective = openClient === undefined ? withoutSecretAccess(policy) : policy;
      latest = { policy, engine: createEngine(effective, userData) };
    }
    return latest.engine;
  };
  return (webhook, body) => {
    const request = decodeReview(body);
    const engine = currentEngine();
    const handleWith = (start: VmiStart): HandlerResult =>
      handleRequest(webhook, request, engine, now(), start);
    const lookup = lookupOf(request, engine, now(), { injects: webhook === "mutating" });
    if (lookup === undefined) return handleWith({ source: "inline" });
    if (openClient === undefined) return handleWith({ source: "inline", vm: noCluster });
    return handleVmiCreate(lookup, openClient(), handleWith, request.isDryRun);
  };
}

const noCluster: Failure = { kind: "denied", why: "vmgate runs without a cluster" };

function lookupOf(...args: Parameters<typeof requiredLookup>): RequiredLookup | undefined {
  try {
    return requiredLookup(...args);
  } catch {
    // A rule that throws here throws again where that is reported.
    return undefined;
  }
}

/**
 * Handles one request without I/O.
 * @param start what was read for a VMI that KubeVirt creates
 */
export function handleRequest(
  webhook: WebhookKind,
  request: AdmissionRequest,
  engine: Engine,
  now: number,
  start: VmiStart = { source: "inline" },
): HandlerResult {
  try {
    const isMutating = webhook === "mutating";
    const decision = isMutating
      ? admit(request, engine, now, start)
      : validateStored(request, engine, now, start);
    const review = toResponse(webhook, request, decision);
    const { allowed } = review.response;
    const event = isMutating ? eventOf(request, decision.start) : undefined;
    return {
      review,
      ...(event === undefined ? {} : { event }),
      summary: summarise(request, allowed ? "allowed" : "denied", decision),
      ...(allowed && decision.secret !== undefined ? { secret: decision.secret } : {}),
    };
  } catch (error) {
    const rule = error instanceof RuleError ? error.rule : "engine";
    return {
      review: toErrorResponse(request, rule),
      summary: summarise(request, "errored", { findings: [] }),
      failure: error instanceof RuleError ? error.cause : error,
    };
  }
}

async function handleVmiCreate(
  lookup: RequiredLookup,
  client: VirtualMachineClient,
  handleWith: (start: VmiStart) => HandlerResult,
  isDryRun: boolean,
): Promise<HandlerResult> {
  const state = await lookUp(lookup, client);
  const startWith = (read: ClusterState): HandlerResult => {
    const source = lookup.derivesSecret ? read : "inline";
    return withLookupError(handleWith({ source, vm: read.vm }), read);
  };
  const result = startWith(state);
  if (result.secret === undefined || isDryRun) return result;
  const secretWriteFailure = await client.putDerivedSecret(result.secret);
  return secretWriteFailure === undefined
    ? { ...result, secretWrite: "ok" }
    : { ...startWith({ ...state, secretWriteFailure }), secretWrite: "failed" };
}

/** What is missing is its owner's business; what cannot be read or written is the administrator's. */
function withLookupError(
  result: HandlerResult,
  { vm, userSecret, secretWriteFailure }: ClusterState,
): HandlerResult {
  const failure = [vm, userSecret, secretWriteFailure].find(isFailure);
  return failure === undefined ? result : { ...result, lookupError: failure.why };
}

function isFailure(result: GetResult | undefined): result is Failure {
  return result?.kind === "denied" || result?.kind === "unavailable";
}

async function lookUp(lookup: RequiredLookup, client: VirtualMachineClient): Promise<ClusterState> {
  const vm = verifyOwner(lookup, await client.getVirtualMachine(lookup.namespace, lookup.name));
  const name = lookup.derivesSecret ? userDataSecretName(vm) : undefined;
  return {
    vm,
    userSecret: name === undefined ? undefined : await client.getSecret(lookup.namespace, name),
  };
}
