import { createServer, type Server, type ServerResponse } from "node:http";

/** Only this machine's browsers reach it. */
const host = "127.0.0.1";

/** A page that is served. */
export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves one page, and nothing else, on loopback.
 * @param port 0 for one that is free
 * @throws Error where the port is taken or may not be used
 */
export async function servePage(html: Uint8Array, port: number): Promise<ServedPage> {
  const server = createServer(({ method = "", url = "" }, response) => {
    const isPage = new URL(url, `http://${host}`).pathname === "/";
    if (!isPage) answer(response, 404, "text/plain", "not found\n");
    else if (method === "GET" || method === "HEAD") answer(response, 200, "text/html; charset=utf-8", html);
    else answer(response.setHeader("Allow", "GET, HEAD"), 405, "text/plain", "GET it\n");
  });
  await listen(server, port);
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return { url: `http://${host}:${actual}/`, close: () => close(server) };
}

function answer(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
}

/** Browsers keep connections open for a next request, which there will not be. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
