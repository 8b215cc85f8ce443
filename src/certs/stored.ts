import { createPrivateKey, type X509Certificate } from "node:crypto";
import { certificatesIn, isIssuedBy, isTrusted, isValidAt, madeAt } from "./chain.ts";
import type { KeyPair } from "./key-pair.ts";

/** What the Secret `vmgate-certificate` keeps, by key; PEM. */
export type CertificateData = Readonly<Record<"ca.crt" | "ca.key" | "tls.crt" | "tls.key", string>>;

/** What a Secret without anything in it gives. */
export const noCertificate: CertificateData = { "ca.crt": "", "ca.key": "", "tls.crt": "", "tls.key": "" };

/** The usable parts of a Secret: what is missing, expired, rubbish or from somebody else is left out. */
export interface Stored {
  /** The newest authority, which issues. */
  readonly authority: (KeyPair & { readonly parsed: X509Certificate }) | undefined;
  /** All authorities that have not expired, newest first. */
  readonly bundle: readonly X509Certificate[];
  /** A serving certificate that the bundle verifies. */
  readonly serving: (KeyPair & { readonly parsed: X509Certificate }) | undefined;
}

/** Reads a Secret's data for a host at a time in milliseconds since 1970. Never throws. */
export function readStored(data: CertificateData, host: string, now: number): Stored {
  const { "ca.crt": ca, "ca.key": caKey, "tls.crt": cert, "tls.key": key } = data;
  const bundle = newestFirst(certificatesIn(ca).filter((one) => one.ca && isValidAt(one, now)));
  const [newest] = bundle;
  const chain = certificatesIn(cert);
  const [leaf] = chain;
  return {
    authority:
      newest !== undefined && isKeyOf(newest, caKey)
        ? { cert: newest.toString(), key: caKey, parsed: newest }
        : undefined,
    bundle,
    serving:
      leaf !== undefined && isKeyOf(leaf, key) && isTrusted(chain, { bundle, host, now })
        ? { cert, key, parsed: leaf }
        : undefined,
  };
}

/** The PEM text of a bundle. */
export function bundleText(bundle: readonly X509Certificate[]): string {
  return bundle.map((one) => one.toString()).join("");
}

/** Authorities in the one order that every replica writes them in, each once. */
export function newestFirst(authorities: readonly X509Certificate[]): readonly X509Certificate[] {
  const once = new Map(authorities.map((one) => [one.fingerprint256, one]));
  return [...once.values()].sort(
    (a, b) => madeAt(b) - madeAt(a) || (a.fingerprint256 < b.fingerprint256 ? -1 : 1),
  );
}

/** Which authority of a bundle issued a certificate. */
export function issuerOf(
  cert: X509Certificate,
  bundle: readonly X509Certificate[],
): X509Certificate | undefined {
  return bundle.find((authority) => isIssuedBy(cert, authority));
}

function isKeyOf(cert: X509Certificate, key: string): boolean {
  try {
    return cert.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
