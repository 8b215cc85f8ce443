import { X509Certificate } from "node:crypto";

/** How much earlier than it is made a certificate becomes valid, in milliseconds: clocks differ a little. */
export const clockSkewMs = 3600 * 1000;

/** How the common names of vmgate's own authorities begin. */
export const authorityPrefix = "vmgate-ca";

/** One certificate in PEM; nothing in it can match in two ways, so the search is linear. */
const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, in its order. What is no certificate is left out. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  return (pem.match(block) ?? []).flatMap((text) => {
    try {
      return [new X509Certificate(text)];
    } catch {
      return [];
    }
  });
}

/** When a certificate of vmgate's own was made, in milliseconds since 1970. */
export function madeAt({ validFrom }: X509Certificate): number {
  return Date.parse(validFrom) + clockSkewMs;
}

/** Whether a certificate has begun and not ended at `now`, in milliseconds since 1970. */
export function isValidAt({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo);
}

/** Whether `issuer` signed `cert`. */
export function isIssuedBy(cert: X509Certificate, issuer: X509Certificate): boolean {
  return cert.checkIssued(issuer) && cert.verify(issuer.publicKey);
}

/** Trust as the API server has it: in the certificates of a bundle, for a host, at a time. */
export interface Trust {
  /** The certificates of the `caBundle`. */
  readonly bundle: readonly X509Certificate[];
  /** The name that the Service is called by. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whether a chain, the serving certificate first, leads to a certificate of the bundle. */
export function isTrusted(chain: readonly X509Certificate[], { bundle, host, now }: Trust): boolean {
  const [leaf, ...others] = chain;
  if (leaf?.checkHost(host, { subject: "never" }) === undefined) return false;
  const anchors = bundle.filter((anchor) => isValidAt(anchor, now));
  let current = leaf;
  // Each step goes up by one certificate of the chain, so there are no more steps than certificates.
  for (let step = 0; step < chain.length && isValidAt(current, now); step++) {
    const subject = current;
    const { fingerprint256 } = subject;
    if (anchors.some((anchor) => anchor.fingerprint256 === fingerprint256 || isIssuedBy(subject, anchor))) {
      return true;
    }
    const issuer = others.find((other) => other !== subject && isIssuedBy(subject, other));
    if (issuer === undefined) return false;
    current = issuer;
  }
  return false;
}
