import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a client may go on sending a body that is thrown away, so that it gets to read its answer. */
const lingerMs = 1000;

/**
 * Answers with a line of plain text. What the client still sends is thrown away, and a connection
 * that doesn't come to its end is closed: closing it at once would reset it under the answer.
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
  response.end(body);
  if (request.complete) return;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), lingerMs);
  request.once("close", () => {
    if (request.complete) clearTimeout(timer);
  });
}
