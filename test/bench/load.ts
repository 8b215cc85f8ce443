import { connect, type TLSSocket } from "node:tls";

/** What a load is: how hard, how long, and with what. */
export interface Load {
  /** Of the servers, each of which gets as many connections. */
  readonly ports: readonly number[];
  /** Sent in turn. */
  readonly requests: readonly Request[];
  readonly connections: number;
  /** How long requests are sent; the load ends earlier when there were as many as `most`. */
  readonly ms: number;
  readonly most?: number;
}

/** An AdmissionReview, and where it is posted. */
export interface Request {
  readonly path: string;
  readonly body: string;
}

/** What came of it. */
export interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Keeps one request open on each of some TLS connections, for a time. */
async function run({ ports, requests, connections, ms, most = Infinity }: Load): Promise<LoadResult> {
  const texts = requests.map(({ path, body }) =>
    Buffer.from(
      `POST ${path}?timeout=5s HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const sockets = await Promise.all(
    Array.from({ length: connections }, (_, i) => open(ports[i % ports.length])),
  );
  const took: number[] = [];
  let sent = 0;
  const start = performance.now();
  const end = start + ms;
  const next = (): Buffer | undefined =>
    performance.now() < end && sent < most ? texts[sent++ % texts.length] : undefined;
  await Promise.all(sockets.map((socket) => keepAsking(socket, next, took)));
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  took.sort((a, b) => a - b);
  const quantile = (q: number): number => took[Math.floor(took.length * q)] ?? NaN;
  return {
    count: took.length,
    perSecond: took.length / seconds,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
  };
}

function open(port = 0): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // What is measured is speed; the certificate is a throwaway.
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

/** One request after the other, as long as there are any. Node's HTTP client would cost as much as the server. */
function keepAsking(socket: TLSSocket, next: () => Buffer | undefined, took: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let text = "";
    const ask = (): void => {
      const request = next();
      if (request === undefined) {
        resolve();
        return;
      }
      sent = performance.now();
      socket.write(request);
    };
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      if (!text.startsWith("HTTP/1.1 200")) reject(new Error(text));
      text = "";
      took.push(performance.now() - sent);
      ask();
    });
    socket.on("error", reject);
    ask();
  });
}

function isWhole(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const headers = text.slice(0, head);
  if (/transfer-encoding: chunked/i.test(headers)) return text.endsWith("\r\n0\r\n\r\n");
  const length = /content-length: (\d+)/i.exec(headers)?.[1];
  return text.length >= head + 4 + Number(length);
}

// A process of its own, so that what it costs is not the server's.
if (import.meta.main) {
  process.on("message", (load: Load) => {
    run(load).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
}
