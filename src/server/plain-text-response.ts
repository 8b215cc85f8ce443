import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a client may go on sending a body that is discarded, so that it gets to read the response. */
const lingerMs = 1000;

/**
 * Responds with a line of plain text. What the client still sends is discarded, and a connection whose request
 * does not end is closed: closing it at once would reset it before the response is read.
 */
export function sendPlainText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  if (request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  const timer = setTimeout(() => request.socket.destroy(), lingerMs);
  // Where the client asked for it, the end of the response closes the connection.
  request.once("end", () => {
    clearTimeout(timer);
    response.end();
  });
  request.resume();
}
