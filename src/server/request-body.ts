import type { IncomingMessage } from "node:http";
import { shapeOver, type ShapeLimits } from "./json-shape.ts";

/** How much of a body is read, and for how long. */
export interface BodyLimits extends ShapeLimits {
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
 * Separators: seven MiB of `{},` is two million objects, whose parsing takes seconds and gigabytes. What is validated of
 * one object is bounded more narrowly (admission/size.ts): this is ten times that, so that what can be created can be
 * updated. An update carries it twice, each time with a status (KubeVirt writes up to two values for each of the spec)
 * and with managedFields (two for each member that is no part of a list).
 * Depth: a review of a VirtualMachine has some 20 levels.
 * At once: half of the memory that a pod gets. That is nine of the largest reviews, or 16,000 usual ones.
 * Time: twice the webhooks' timeoutSeconds; by then the API server has given up.
 */
export const reviewLimits: BodyLimits = {
  bytes: 7 * 1024 * 1024,
  separators: 100_000,
  depth: 100,
  bytesAtOnce: 64 * 1024 * 1024,
  ms: 10_000,
};

/** Why a request is rejected before review: the HTTP status, and the text for the client. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The client disconnected before its request was complete: there is nobody to respond to. */
export class AbortedError extends Error {}

/** Reads the JSON body of a request and gives it, or an HttpError or AbortedError, to one of the two. */
export type ReadJson = (
  request: IncomingMessage,
  failed: (error: unknown) => void,
  accepted: (json: unknown) => void,
) => void;

/**
 * Makes a reader of JSON bodies within limits. Express's own parser costs a third of the server's throughput,
 * and does more than is wanted here (charsets, decompression), so the routes read bodies themselves. It calls back,
 * since a promise here costs a tenth of the throughput.
 */
export function createJsonReader(limits: BodyLimits): ReadJson {
  const budget: Budget = { bytes: limits.bytesAtOnce, waiting: new Set() };
  return (request, failed, accepted) => {
    const error = errorInHeaders(request, limits);
    if (error === undefined) readBody(request, limits, budget, failed, parse(limits, failed, accepted));
    else failed(error);
  };
}

/** What all bodies together may still take. */
interface Budget {
  bytes: number;
  /** Gives a body up whose end has not come yet, the oldest first. */
  readonly waiting: Set<() => void>;
}

/** Parses a body. Errors thrown by `accepted` are not caught. */
function parse(
  limits: BodyLimits,
  failed: (error: unknown) => void,
  accepted: (json: unknown) => void,
): (body: Buffer) => void {
  return (body) => {
    const over = shapeOver(body, limits);
    if (over !== undefined) {
      failed(new HttpError(413, over === "depth" ? tooDeep(limits) : tooManyValues(limits)));
      return;
    }
    let json: unknown;
    try {
      json = JSON.parse(body.toString());
    } catch {
      const isEmpty = body.length === 0;
      // Node's own message quotes the text, which may hold secrets.
      const message = isEmpty ? "The body must be an AdmissionReview, not empty." : "The body must be JSON.";
      failed(new HttpError(400, message));
      return;
    }
    accepted(json);
  };
}

function tooManyValues({ separators }: BodyLimits): string {
  return `The body must not hold more than ${separators} values.`;
}

function tooDeep({ depth }: BodyLimits): string {
  return `The body must not be nested more than ${depth} levels deep.`;
}

const jsonType = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** An error that shows before the body is read. */
function errorInHeaders({ headers }: IncomingMessage, { bytes }: BodyLimits): HttpError | undefined {
  if (!jsonType.test(headers["content-type"] ?? "")) {
    return new HttpError(415, "The Content-Type must be application/json, in UTF-8.");
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    return new HttpError(415, "The body must not be compressed.");
  }
  return Number(headers["content-length"] ?? 0) > bytes ? tooLarge(bytes) : undefined;
}

function tooLarge(limitBytes: number): HttpError {
  return new HttpError(413, `The body must be at most ${limitBytes} bytes.`);
}

/** Collects the body, and gives up as soon as it is too large or too slow: it may have no end. */
function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  budget: Budget,
  failed: (error: Error) => void,
  accepted: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isDone = false;
  const done = (): void => {
    isDone = true;
    clearTimeout(timer);
    budget.bytes += length;
    budget.waiting.delete(makeRoom);
  };
  const giveUp = (error: Error): void => {
    if (isDone) return;
    done();
    chunks.length = 0;
    failed(error);
  };
  const makeRoom = (): void => {
    giveUp(new HttpError(503, "Too many request bodies at once; try again."));
  };
  budget.waiting.add(makeRoom);
  let timer: NodeJS.Timeout | undefined;
  // A usual body arrives with its headers: only one that is still missing in the next turn gets a timer.
  setImmediate(() => {
    if (isDone) return;
    timer = setTimeout(() => {
      giveUp(new HttpError(408, `The body must arrive within ${limits.ms / 1000} s.`));
    }, limits.ms);
  });

  request.on("data", (chunk: Buffer) => {
    // What comes after giving up is discarded.
    if (isDone) return;
    chunks.push(chunk);
    length += chunk.length;
    budget.bytes -= chunk.length;
    if (length > limits.bytes) giveUp(tooLarge(limits.bytes));
    // An API server sends a review at once: what has been waited for longest is somebody else's.
    for (const giveUpOldest of budget.waiting) {
      if (budget.bytes >= 0) break;
      giveUpOldest();
    }
  });
  request.on("end", () => {
    if (isDone) return;
    done();
    const [first] = chunks;
    const body = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    // The largest body need not be held twice while it is reviewed.
    chunks.length = 0;
    accepted(body);
  });
  request.on("error", () => {
    giveUp(new AbortedError("the client disconnected"));
  });
}
