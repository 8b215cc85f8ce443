import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { SecureContextOptions } from "node:tls";
import type { Server } from "./connections.ts";
import type { KeyPair } from "../certs/key-pair.ts";
import type { Log } from "./log.ts";

/**
 * How long a connection that has had a request may stay open without another. The API server keeps unused
 * connections for 90 s; a server that keeps them shorter may close one just as a request is on its way, and a
 * VirtualMachine is not created because of it.
 */
const keepAliveTimeout = 120_000;

/**
 * How long the head of a request may take: of the first one on a connection from the handshake on, of others from
 * their first byte. So a connection that never sends anything is closed after this time too.
 */
const headersTimeout = 10_000;

/**
 * How long nothing may move on a connection that has a request; Node gives a write that has stopped twice as long.
 * Longer than a body may take, or any answer. Without it, a client that does not read its answer would hold the
 * connection for ever, and enough of them would keep the API server out.
 */
const stalledTimeout = 15_000;

const limits = {
  keepAliveTimeout,
  headersTimeout,
  // The body has a limit of its own in request-body.ts, as long as that of the head, with a response in words.
  requestTimeout: 3 * headersTimeout,
  connectionsCheckingInterval: 1000,
};

/** A client that connects but does not start a handshake is dropped after this time, the API server's own. */
const handshakeTimeout = 10_000;

/** A server over TLS that does not listen yet. */
export interface TlsServer {
  readonly server: HttpsServer;
  /** Replaces its certificate; open connections stay as they are. */
  readonly setKeyPair: (pair: KeyPair) => void;
  /** Replaces the authorities of its clients, where it asks for certificates; open connections stay as they are. */
  readonly setClientCa: (ca: string) => void;
}

/** What a server over TLS is made of. */
export interface TlsOptions {
  /** Without it every handshake fails until there is one. */
  readonly pair: KeyPair | undefined;
  /** The authorities, in PEM, of certificates that clients are asked for; a client without one is not turned away here. */
  readonly clientCa?: string | undefined;
  readonly log: Log;
}

/** Makes a server for TLS 1.2 and later. */
export function createTlsServer(listener: RequestListener, { pair, clientCa, log }: TlsOptions): TlsServer {
  let context: SecureContextOptions = {
    minVersion: "TLSv1.2",
    ...(clientCa === undefined ? {} : { ca: clientCa }),
    ...(pair === undefined ? {} : { cert: pair.cert, key: pair.key }),
  };
  const clients = { requestCert: clientCa !== undefined, rejectUnauthorized: false };
  const server = createHttpsServer({ ...limits, handshakeTimeout, ...context, ...clients }, listener);
  const change = (changes: SecureContextOptions): void => {
    context = { ...context, ...changes };
    server.setSecureContext(context);
  };
  server.timeout = stalledTimeout;
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    // A port check disconnects at once.
    if (error.code === "ECONNRESET") return;
    log.warn({ reason: error.code ?? error.message, from: socket.remoteAddress }, "TLS handshake failed");
  });
  return {
    server,
    setKeyPair: ({ cert, key }) => {
      change({ cert, key });
    },
    setClientCa: (ca) => {
      change({ ca });
    },
  };
}

/** Makes a server for plain HTTP: probes and metrics hold no secrets. */
export function createPlainServer(listener: RequestListener): Server {
  const server = createHttpServer(limits, listener);
  server.timeout = stalledTimeout;
  return server;
}
