import { issueServing, makeAuthority } from "./issue.ts";
import type { KeyPair } from "./key-pair.ts";

/** A serving certificate with its key, and the authority that a client has to trust; all PEM. */
export interface ServingCertificate extends KeyPair {
  /** The certificate of the authority: what a webhook configuration carries as its caBundle. */
  readonly ca: string;
}

/** Nothing renews it, and it must not expire while it is used. */
const lifetimeMs = 10 * 365 * 24 * 3600 * 1000;

/**
 * Makes an authority and a serving certificate from it for ten years, for these names and for this host. The
 * authority's key is discarded.
 * @param now milliseconds since 1970
 */
export async function makeServingCertificate(
  dnsNames: readonly string[],
  now = Date.now(),
): Promise<ServingCertificate> {
  const life = { madeAt: now, expiresAt: now + lifetimeMs };
  const authority = await makeAuthority(life);
  const { cert, key } = await issueServing(authority, dnsNames, life, ["127.0.0.1"]);
  return { cert, key, ca: authority.cert };
}
