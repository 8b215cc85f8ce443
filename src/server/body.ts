import type { IncomingMessage } from "node:http";

/** How much of a body is read, and for how long. */
export interface BodyLimits {
  readonly bytes: number;
  /** Of all bodies that are being read at one time. */
  readonly bytesAtOnce: number;
  /** From the end of the headers to the end of the body. */
  readonly ms: number;
}

/**
 * The limits of an AdmissionReview.
 *
 * Size: etcd takes 1.5 MiB a request by default, and an update carries two objects, the old one and the new:
 * 3 MiB, doubled for what JSON escapes and for an etcd that takes more, and 1 MiB for the rest of the
 * envelope (user, groups, options). controller-runtime comes to the same 7 MiB.
 * At once: half of the memory that a pod gets. That is nine of the largest reviews, or 16,000 usual ones.
 * Time: twice the webhooks' timeoutSeconds; by then the API server has given up.
 */
export const reviewLimits: BodyLimits = {
  bytes: 7 * 1024 * 1024,
  bytesAtOnce: 64 * 1024 * 1024,
  ms: 10_000,
};

/** Why a request gets no review: the HTTP status, and what the client is told. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The client went away before its request was whole: there is nobody to answer. */
export class AbortedError extends Error {}

/** Reads the JSON body of a request. @throws HttpError, AbortedError */
export type ReadJson = (request: IncomingMessage) => Promise<unknown>;

/**
 * Makes a reader of JSON bodies within limits. Express's own parser costs a third of the server's throughput,
 * and does more than is wanted here (charsets, decompression), so the routes read bodies themselves.
 */
export function createJsonReader(limits: BodyLimits): ReadJson {
  const budget = { bytes: limits.bytesAtOnce };
  return async (request) => {
    checkHeaders(request, limits);
    const body = await readBody(request, limits, budget);
    if (body.length === 0) throw new HttpError(400, "The body is empty; an AdmissionReview is needed.");
    try {
      const json: unknown = JSON.parse(body.toString());
      return json;
    } catch {
      // Node's own message quotes the text, which may hold secrets.
      throw new HttpError(400, "The body is not JSON.");
    }
  };
}

const jsonType = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** What can be told before the body is read. */
function checkHeaders({ headers }: IncomingMessage, { bytes }: BodyLimits): void {
  if (!jsonType.test(headers["content-type"] ?? "")) {
    throw new HttpError(415, "The Content-Type must be application/json, in UTF-8.");
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    throw new HttpError(415, "The body must not be compressed.");
  }
  if (Number(headers["content-length"] ?? 0) > bytes) throw tooLarge(bytes);
}

function tooLarge(limitBytes: number): HttpError {
  return new HttpError(413, `The body is larger than ${limitBytes} bytes.`);
}

/** Collects the body, and gives up as soon as it is too large or too slow: it may have no end. */
function readBody(request: IncomingMessage, limits: BodyLimits, budget: { bytes: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const collect = (chunk: Buffer): void => {
      length += chunk.length;
      budget.bytes -= chunk.length;
      chunks.push(chunk);
      if (length > limits.bytes) giveUp(tooLarge(limits.bytes));
      else if (budget.bytes < 0) giveUp(new HttpError(503, "Too much is being read at once; try again."));
    };
    const end = (): void => {
      clearTimeout(timer);
      request.off("data", collect);
      budget.bytes += length;
      length = 0;
    };
    const giveUp = (error: Error): void => {
      end();
      reject(error);
    };
    const timer = setTimeout(() => {
      giveUp(new HttpError(408, `The body did not arrive within ${limits.ms / 1000} s.`));
    }, limits.ms);

    request.on("data", collect);
    request.on("end", () => {
      end();
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
    });
    request.on("error", () => {
      giveUp(new AbortedError("the client went away"));
    });
  });
}
