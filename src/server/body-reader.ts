import type { IncomingMessage } from "node:http";
import { AbortedError, HttpError, tooLarge } from "./http-error.ts";
import type { ShapeLimits } from "./json-shape.ts";

/** How much of a body is read, and for how long. */
export interface BodyLimits extends ShapeLimits {
  readonly bytes: number;
  /** Of all bodies that are being read at one time. */
  readonly bytesAtOnce: number;
  /** From the end of the headers to the end of the body. */
  readonly ms: number;
}

/** The bodies that are being read at one time. */
export interface Bodies {
  /** What they may still take in all. */
  freeBytes: number;
  /** Those whose end has not come yet, the oldest first. */
  readonly waiting: Set<WaitingBody>;
  /** Runs when the oldest of them would be too late, or before. */
  timer: NodeJS.Timeout | undefined;
}

interface WaitingBody {
  /** When it is too late, as performance.now() has it. */
  readonly until: number;
  readonly giveUp: (error: Error) => void;
}

/** Collects the body, and gives up as soon as it is too large or too slow: it may have no end. */
export function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  bodies: Bodies,
  failed: (error: Error) => void,
  accepted: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isDone = false;
  const done = (): void => {
    isDone = true;
    bodies.freeBytes += length;
    bodies.waiting.delete(body);
  };
  const giveUp = (error: Error): void => {
    if (isDone) return;
    done();
    chunks.length = 0;
    failed(error);
  };
  const body: WaitingBody = { until: performance.now() + limits.ms, giveUp };
  bodies.waiting.add(body);
  bodies.timer ??= setTimeout(giveUpLate, limits.ms, bodies, limits).unref();

  request.on("data", (chunk: Buffer) => {
    // What comes after giving up is discarded.
    if (isDone) return;
    chunks.push(chunk);
    length += chunk.length;
    bodies.freeBytes -= chunk.length;
    if (length > limits.bytes) giveUp(tooLarge(limits.bytes));
    // An API server sends a review at once: what has been waited for longest is somebody else's.
    for (const oldest of bodies.waiting) {
      if (bodies.freeBytes >= 0) break;
      oldest.giveUp(new HttpError(503, "Too many request bodies at once; try again."));
    }
  });
  request.on("end", () => {
    if (isDone) return;
    done();
    const [first] = chunks;
    const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    // The largest body need not be held twice while it is reviewed.
    chunks.length = 0;
    accepted(whole);
  });
  request.on("error", () => {
    giveUp(new AbortedError("the client disconnected"));
  });
}

/** Gives up the bodies that are too late: one timer for all of them, since nearly all arrive with their headers. */
function giveUpLate(bodies: Bodies, limits: BodyLimits): void {
  bodies.timer = undefined;
  const now = performance.now();
  for (const { until, giveUp } of bodies.waiting) {
    if (until > now) {
      bodies.timer = setTimeout(giveUpLate, until - now, bodies, limits).unref();
      return;
    }
    giveUp(new HttpError(408, `The body must arrive within ${limits.ms / 1000} s.`));
  }
}
