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

/** A body that is larger than it may be. */
export function tooLarge(limitBytes: number): HttpError {
  return new HttpError(413, `The body must be at most ${limitBytes} bytes.`);
}
