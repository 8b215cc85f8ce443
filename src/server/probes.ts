import express, { type Express, type Response } from "express";
import type { Registry } from "prom-client";

/** One condition for reviews to be sent here. */
export interface Check {
  readonly name: string;
  /** Whether it is met, and notes for the administrator, one line each. */
  readonly run: () => { readonly isOk: boolean; readonly notes: readonly string[] };
}

/**
 * The app on the plain port: /livez (the process answers), /readyz (every check holds; `?verbose` lists them
 * with their notes) and /metrics. It does not listen.
 */
export function createProbes(checks: readonly Check[], registry: Registry): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/livez", (_request, response) => {
    answer(response, 200, ["ok"]);
  });
  app.get("/readyz", (request, response) => {
    const results = checks.map(({ name, run }) => ({ name, ...run() }));
    const isReady = results.every(({ isOk }) => isOk);
    const isVerbose = request.query["verbose"] !== undefined;
    const shown = isVerbose ? results : results.filter(({ isOk }) => !isOk);
    const lines = shown.flatMap(({ name, isOk, notes }) => [
      `[${isOk ? "+" : "-"}] ${name}`,
      ...notes.map((note) => `    ${note}`),
    ]);
    answer(response, isReady ? 200 : 503, [...lines, isReady ? "ok" : "not ready"]);
  });
  app.get("/metrics", async (_request, response) => {
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType });
    response.end(text);
  });
  app.use((_request, response) => {
    answer(response, 404, ["not found; try /livez, /readyz?verbose or /metrics."]);
  });
  return app;
}

function answer(response: Response, status: number, lines: readonly string[]): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${lines.join("\n")}\n`);
}
