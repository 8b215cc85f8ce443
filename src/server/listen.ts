import { formatAddress, type Address } from "./address.ts";
import { mostConnections, trackConnections, type Server } from "./connections.ts";
import { gracefulShutdown, type Drain } from "./graceful-shutdown.ts";

/** A server and its address. */
export interface ListenOptions {
  readonly server: Server;
  readonly address: Address;
  /** The flag that the address came from. */
  readonly flag: string;
  /** How many connections it may hold open. */
  readonly most?: number;
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Stops it in good order; see gracefulShutdown. */
  readonly drain: Drain;
}

/** Makes a server listen; or says why it cannot, as `--flag: found: must …; fix`. */
export async function listen(options: ListenOptions): Promise<Listening | { problem: string }> {
  const { server, address, flag, most = mostConnections } = options;
  const drain = gracefulShutdown(server, trackConnections(server, most));
  try {
    await bind(server, address);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const found = `cannot listen on ${formatAddress(address)} (${reasons[code] ?? code})`;
    return { problem: `${flag}: ${found}: must be a free port on this host; use another address` };
  }
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  const scheme = "setSecureContext" in server ? "https" : "http";
  return { url: `${scheme}://${formatAddress({ ...address, port })}`, drain };
}

/** Node's error codes in words. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "this host has no such address",
  ENOTFOUND: "no such host name",
  EAI_AGAIN: "the host name cannot be resolved",
};

function bind(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host === "" ? {} : { host }) }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
