import type { ServerResponse } from "node:http";
import express, { type ErrorRequestHandler, type Express } from "express";
import { DecodeError } from "../webhook/decode.ts";
import type { Handler, HandlerResult } from "../webhook/handler.ts";
import { webhookKinds, type WebhookKind } from "../webhook/response.ts";
import type { VmEvent } from "../webhook/vm-event.ts";
import type { BodyLimits } from "./body-reader.ts";
import type { CheckClient } from "./client-certificate.ts";
import { AbortedError, HttpError } from "./http-error.ts";
import { clip, reviewLine, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { sendPlainText } from "./plain-text-response.ts";
import { createJsonReader } from "./request-body.ts";

/** What the app is made of. */
export interface AppDeps {
  readonly handle: Handler;
  readonly limits: BodyLimits;
  readonly log: Log;
  readonly metrics: Pick<Metrics, "countReview" | "countBadRequest" | "countSecretWrite">;
  /** Absent: every connection may send reviews. */
  readonly checkClient?: CheckClient;
  /** Writes an event on a VM in the background; undefined where there is no cluster. */
  readonly recordEvent?: (event: VmEvent) => void;
}

/** The paths that the API server calls. */
export const webhookPaths: Readonly<Record<WebhookKind, string>> = {
  mutating: "/mutate",
  validating: "/validate",
};

/** The app that the API server talks to: POST /mutate and /validate, nothing else. It does not listen. */
export function createApp(deps: AppDeps): Express {
  const readJson = createJsonReader(deps.limits);
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  for (const webhook of webhookKinds) {
    app
      .route(webhookPaths[webhook])
      .post((request, response, next) => {
        const start = performance.now();
        const refusal = deps.checkClient?.(request.socket);
        if (refusal !== undefined) throw new HttpError(403, refusal);
        readJson(request, next, (body) => {
          const send = (result: HandlerResult): void => {
            sendReview(deps, webhook, result, response, start);
          };
          try {
            const result = handle(deps, webhook, body);
            // Hardly any request has to wait for the cluster, and a promise costs the others time.
            if (result instanceof Promise) result.then(send).catch(next);
            else send(result);
          } catch (error) {
            next(error);
          }
        });
      })
      .all((_request, response) => {
        response.setHeader("allow", "POST");
        throw new HttpError(405, "method not allowed; POST AdmissionReviews.");
      });
  }
  app.use(() => {
    throw new HttpError(404, "not found; POST AdmissionReviews to /mutate or /validate.");
  });
  app.use(errorAnswer(deps));
  return app;
}

function sendReview(
  deps: AppDeps,
  webhook: WebhookKind,
  { review, summary, event, secretWrite, lookupError, failure }: HandlerResult,
  response: ServerResponse,
  start: number,
): void {
  const text = JSON.stringify(review);
  // Not response.json: its ETag and its content negotiation cost more than the rules.
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
  if (event !== undefined) deps.recordEvent?.(event);

  const ms = performance.now() - start;
  deps.metrics.countReview(webhook, summary, ms / 1000);
  if (secretWrite !== undefined) deps.metrics.countSecretWrite("derived", secretWrite);
  const line = reviewLine(webhook, summary, ms);
  if (summary.outcome === "errored") deps.log.error({ ...line, err: failure }, "rule failed");
  else if (lookupError !== undefined) deps.log.warn({ ...line, lookupError }, "cluster lookup failed");
  else deps.log.info(line, "review");
}

function handle(deps: AppDeps, webhook: WebhookKind, body: unknown): HandlerResult | Promise<HandlerResult> {
  try {
    return deps.handle(webhook, body);
  } catch (error) {
    throw error instanceof DecodeError ? new HttpError(400, error.message) : error;
  }
}

/** Turns an error of a route into a line of plain text; internal details stay in the log. */
function errorAnswer({ log, metrics }: AppDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof AbortedError) return;
    const status = error instanceof HttpError ? error.status : 500;
    const reason = error instanceof HttpError ? error.message : "internal error; see the vmgate log.";
    metrics.countBadRequest(status);
    const line = { method: request.method, path: clip(request.path), status, from: request.ip };
    if (status === 500) log.error({ ...line, err: error }, "request failed");
    else log.warn({ ...line, reason }, "request rejected before review");
    // Express cuts the connection where half of a response was sent.
    if (response.headersSent) next(error);
    else sendPlainText(request, response, status, reason);
  };
}
