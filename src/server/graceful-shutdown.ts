import { Server as NetServer } from "node:net";
import type { Connections, Server } from "./connections.ts";

/** How often idle connections are closed once nobody is waited for any more. */
const sweepMs = 100;

/**
 * How long connections stay open after the server stops listening, in milliseconds. Closing one that a client
 * keeps may race with the client's next request, and a VM would not be created because of it. So a client that
 * sends another request meanwhile gets its response, with `connection: close`; one that has been silent for this
 * long is unlikely to send any.
 */
const graceMs = 5000;

/** Stops a server in good order within `deadlineMs`, and resolves when everything is closed. */
export type Drain = (deadlineMs: number) => Promise<void>;

/**
 * Prepares a server to be stopped in good order. Call it before the server listens; the function it returns
 * stops accepting, lets open requests finish, asks clients to close, closes connections that are idle after
 * half of the deadline or five seconds, and cuts the rest at the deadline.
 */
export function gracefulShutdown(server: Server, connections: Connections): Drain {
  let isDraining = false;
  server.prependListener("request", (_request, response) => {
    if (isDraining) response.setHeader("connection", "close");
  });

  return async (deadlineMs) => {
    isDraining = true;
    const closed = new Promise<void>((resolve) => {
      // The close of HTTP's own server would cut idle connections at once.
      NetServer.prototype.close.call(server, () => {
        resolve();
      });
    });
    const sweep = (): void => {
      server.closeIdleConnections();
      connections.closeUnused();
    };
    let sweeping: NodeJS.Timeout | undefined;
    const grace = setTimeout(
      () => {
        sweep();
        sweeping = setInterval(sweep, sweepMs);
      },
      Math.min(graceMs, deadlineMs / 2),
    );
    const deadline = setTimeout(connections.closeAll, deadlineMs);
    await closed;
    clearTimeout(grace);
    clearInterval(sweeping);
    clearTimeout(deadline);
    // Ends the timer of HTTP's own server; nothing else is left of it.
    server.close();
  };
}
