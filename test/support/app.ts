import { connect, type TLSSocket } from "node:tls";
import { createHandler } from "../../src/webhook/handler.ts";
import { makeServingCertificate } from "../../src/certs/self-signed.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { createApp, type AppDeps } from "../../src/server/routes.ts";
import { reviewLimits } from "../../src/server/request-body.ts";
import { createTlsServer, type TlsServer } from "../../src/server/listeners.ts";
import { listen, type Listening } from "../../src/server/listen.ts";
import { createLog } from "../../src/server/log.ts";
import { createMetrics, type Metrics } from "../../src/server/metrics.ts";

/** The app behind a real HTTPS server on 127.0.0.1. */
export interface RunningApp extends Listening, TlsServer {
  readonly ca: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** The text of its log so far. */
  readonly log: () => string;
}

/** Starts the app on a free port, with parts of it replaced; `most` connections, where it is given. */
export async function startApp(deps: Partial<AppDeps> = {}, most?: number): Promise<RunningApp> {
  let text = "";
  const log = createLog({ write: (line) => (text += line) });
  const metrics = createMetrics();
  const handle = createHandler({ policy: () => defaultPolicy, now: Date.now });
  const whole = { handle, limits: reviewLimits, log, metrics, ...deps };
  const { cert, key, ca } = await makeServingCertificate(["localhost"]);
  const tls = createTlsServer(createApp(whole), { pair: { cert, key }, log });
  const address = { host: "127.0.0.1", port: 0 };
  const listening = await listen({
    server: tls.server,
    address,
    flag: "--listen",
    ...(most === undefined ? {} : { most }),
  });
  if ("problem" in listening) throw new Error(listening.problem);
  return { ...listening, ...tls, ca, port: Number(new URL(listening.url).port), metrics, log: () => text };
}

/** A TLS connection, byte by byte. */
export interface Connection {
  readonly socket: TLSSocket;
  /** Everything that has come so far. */
  readonly received: () => string;
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<void>;
}

/** Opens a connection and waits for the handshake. */
export async function open(port: number, ca: string): Promise<Connection> {
  const socket = connect({ host: "127.0.0.1", port, ca, servername: "localhost" });
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
  });
  // From here on a reset is one way of being closed.
  socket.on("error", () => undefined);
  return { socket, received: () => text, closed };
}

/** The head of a POST, for what comes over an open connection. */
export function head(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ host: "vmgate", "content-type": "application/json", ...headers });
  return `POST /validate HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}
