import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
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
}

/** Makes a server for TLS 1.2 and later. Without a pair every handshake fails until it is given one. */
export function createTlsServer(listener: RequestListener, pair: KeyPair | undefined, log: Log): TlsServer {
  const minVersion = "TLSv1.2";
  const server = createHttpsServer({ ...limits, handshakeTimeout, minVersion, ...pair }, listener);
  server.timeout = stalledTimeout;
  server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
    // A port check disconnects at once.
    if (error.code === "ECONNRESET") return;
    log.warn({ reason: error.code ?? error.message, from: socket.remoteAddress }, "TLS handshake failed");
  });
  return {
    server,
    setKeyPair: (next) => {
      server.setSecureContext({ minVersion, cert: next.cert, key: next.key });
    },
  };
}

/** Makes a server for plain HTTP: probes and metrics hold no secrets. */
export function createPlainServer(listener: RequestListener): Server {
  const server = createHttpServer(limits, listener);
  server.timeout = stalledTimeout;
  return server;
}
