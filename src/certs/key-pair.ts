/** A certificate, with the chain it needs, and its private key; PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}
