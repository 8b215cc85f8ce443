import type { IncomingMessage } from "node:http";
import { type Bodies, type BodyLimits, readBody } from "./body-reader.ts";
import { HttpError, tooLarge } from "./http-error.ts";
import { shapeOver } from "./json-shape.ts";

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
  const bodies: Bodies = { freeBytes: limits.bytesAtOnce, waiting: new Set(), timer: undefined };
  return (request, failed, accepted) => {
    const error = errorInHeaders(request, limits);
    if (error === undefined) readBody(request, limits, bodies, failed, parse(limits, failed, accepted));
    else failed(error);
  };
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
