import type { ServerResponse } from "node:http";
import express, { type ErrorRequestHandler, type Express } from "express";
import { DecodeError, type Answer, type Door } from "../admission/answer.ts";
import type { Policy } from "../policy/policy.ts";
import { AbortedError, createJsonReader, HttpError, type BodyLimits } from "./body.ts";
import { clip, reviewLine, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { answerPlainly } from "./plain-text.ts";

/** What the app is made of. */
export interface AppDeps {
  /** The engine. @throws DecodeError when the body is no AdmissionReview. */
  readonly answer: (door: Door, body: unknown, policy: Policy, now: number) => Answer | Promise<Answer>;
  /** The policy that holds now. */
  readonly policy: () => Policy;
  readonly limits: BodyLimits;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The paths that the API server calls. */
export const doors: readonly Door[] = ["mutate", "validate"];

/** The app that the API server talks to: POST /mutate and /validate, nothing else. It does not listen. */
export function createApp(deps: AppDeps): Express {
  const readJson = createJsonReader(deps.limits);
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  for (const door of doors) {
    app
      .route(`/${door}`)
      .post((request, response, next) => {
        const start = performance.now();
        readJson(request, next, (body) => {
          const send = (answered: Answer): void => {
            sendReview(deps, door, answered, response, start);
          };
          try {
            const answered = answer(deps, door, body);
            // Hardly any answer has to wait for the cluster, and a promise costs the others time.
            if (answered instanceof Promise) answered.then(send).catch(next);
            else send(answered);
          } catch (error) {
            next(error);
          }
        });
      })
      .all((_request, response) => {
        response.setHeader("allow", "POST");
        throw new HttpError(405, "Only POST is understood here.");
      });
  }
  app.use(() => {
    throw new HttpError(404, "There is nothing here; reviews go to /mutate and /validate.");
  });
  app.use(errorAnswer(deps));
  return app;
}

function sendReview(
  deps: AppDeps,
  door: Door,
  { review, summary, trouble, failure }: Answer,
  response: ServerResponse,
  start: number,
): void {
  const text = JSON.stringify(review);
  // Not response.json: its ETag and its content negotiation cost more than the rules.
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);

  const ms = performance.now() - start;
  deps.metrics.countReview(door, summary, ms / 1000);
  const line = reviewLine(door, summary, ms);
  if (summary.verdict === "failed") deps.log.error({ ...line, err: failure }, "a rule threw");
  else if (trouble !== undefined) deps.log.warn({ ...line, trouble }, "a start without the cluster's part");
  else deps.log.info(line, "review");
}

function answer(deps: AppDeps, door: Door, body: unknown): Answer | Promise<Answer> {
  try {
    return deps.answer(door, body, deps.policy(), Date.now());
  } catch (error) {
    throw error instanceof DecodeError ? new HttpError(400, error.message) : error;
  }
}

/** Turns what a route threw into a line of plain text; what is not the client's business stays in the log. */
function errorAnswer({ log, metrics }: AppDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (error instanceof AbortedError) return;
    const status = error instanceof HttpError ? error.status : 500;
    const reason = error instanceof HttpError ? error.message : "Internal error; the log has the reason.";
    metrics.countBadRequest(status);
    const line = { method: request.method, path: clip(request.path), status, from: request.ip };
    if (status === 500) log.error({ ...line, err: error }, "a request failed");
    else log.warn({ ...line, reason }, "a request was no review");
    // Express cuts the connection where half an answer is on its way.
    if (response.headersSent) next(error);
    else answerPlainly(request, response, status, reason);
  };
}
