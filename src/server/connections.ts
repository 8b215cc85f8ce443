import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";

/** A server that takes requests over HTTP, with TLS or without. */
export type Server = HttpServer | HttpsServer;

/**
 * How many connections a server holds open. Over TLS an idle one costs 50 KiB, so these cost 25 MiB of the pod's
 * 256. An API server opens one for each review that is on its way, and keeps 25 of them.
 */
export const mostConnections = 512;

/** The connections of a server, from before the TLS handshake on. */
export interface Connections {
  /** Closes those that were never asked anything: clients open some in advance, and Node does not call them idle. */
  readonly closeUnused: () => void;
  readonly closeAll: () => void;
}

/**
 * Follows the connections of a server, and makes room for a new one where `most` are open: first goes the oldest
 * that was never asked anything, then the one that has been idle for longest, then the one whose request has been
 * incomplete for longest (an API server sends a review at once), and only where all wait for an answer the new one
 * itself. So nobody keeps the API server out by holding connections. Call it before the server listens.
 */
export function trackConnections(server: Server, most: number): Connections {
  const open = new Map<string, Socket>();
  // Each in the order in which they came to be so.
  const unused = new Map<string, Socket>();
  const kept = new Map<string, Socket>();
  const asking = new Map<string, IncomingMessage>();

  const close = (peer: string, socket: Socket): void => {
    for (const sockets of [open, unused, kept]) if (sockets.get(peer) === socket) sockets.delete(peer);
    socket.destroy();
  };
  const oldest = (): [peer: string, socket: Socket] | undefined => {
    for (const sockets of [unused, kept]) for (const entry of sockets) return entry;
    for (const [peer, { complete }] of asking) {
      const socket = open.get(peer);
      if (!complete && socket !== undefined) return [peer, socket];
    }
    return undefined;
  };
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    socket.once("close", () => {
      close(peer, socket);
    });
    if (open.size >= most) {
      const [other, idle] = oldest() ?? [peer, socket];
      close(other, idle);
    }
    if (socket.destroyed) return;
    open.set(peer, socket);
    unused.set(peer, socket);
  });
  server.prependListener("request", (request, response) => {
    const peer = peerOf(request.socket);
    unused.delete(peer);
    kept.delete(peer);
    asking.set(peer, request);
    response.once("close", () => {
      asking.delete(peer);
      const socket = open.get(peer);
      if (socket !== undefined) kept.set(peer, socket);
    });
  });
  const closeEach = (sockets: ReadonlyMap<string, Socket>) => (): void => {
    for (const [peer, socket] of [...sockets]) close(peer, socket);
  };
  return { closeUnused: closeEach(unused), closeAll: closeEach(open) };
}

/** The other end of a connection: what the socket of TLS and the one below it have in common. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ""} ${remotePort ?? ""}`;
}
