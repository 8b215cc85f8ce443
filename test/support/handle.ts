import { createEngine } from "../../src/admission/engine.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { decodeReview } from "../../src/webhook/decode.ts";
import { handleRequest, type HandlerResult } from "../../src/webhook/handler.ts";
import type { WebhookKind } from "../../src/webhook/response.ts";

/** Handles the body of a call to one of the two webhooks, without a cluster. */
export function handle(webhook: WebhookKind, body: unknown, policy: Policy, now: number): HandlerResult {
  return handleRequest(webhook, decodeReview(body), createEngine(policy), now);
}
