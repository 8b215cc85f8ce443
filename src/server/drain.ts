import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";

/** A server that takes requests over HTTP, with TLS or without. */
export type Server = HttpServer | HttpsServer;

/**
 * How often idle connections are closed while draining. A connection that has only just been made gets as long
 * to send its request.
 */
const sweepMs = 100;

/**
 * Prepares a server to be stopped in good order. Call it before the server listens; what it gives back
 * stops accepting, lets open requests finish, closes connections as they fall idle, and cuts what is left
 * after `deadlineMs`. It resolves when everything is closed.
 */
export function drainable(server: Server): (deadlineMs: number) => Promise<void> {
  // Everything that is open, from before the TLS handshake on: only the socket below TLS is known then.
  const sockets = new Set<Socket>();
  // Open, but never asked anything: clients open such connections in advance. Node does not count them as idle.
  const unused = new Set<Socket>();
  let isDraining = false;

  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("setSecureContext" in server ? "secureConnection" : "connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.prependListener("request", (request, response) => {
    unused.delete(request.socket);
    if (isDraining) response.setHeader("connection", "close");
  });

  return async (deadlineMs) => {
    isDraining = true;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, sweepMs);
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, deadlineMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  };
}
