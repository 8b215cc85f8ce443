import { generate } from "selfsigned";

/** A serving certificate with its key, and the authority that a client has to trust; all PEM. */
export interface ServingCertificate {
  readonly cert: string;
  readonly key: string;
  /** The certificate of the authority: what a webhook configuration carries as its caBundle. */
  readonly ca: string;
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>["extensions"]>;

const hourMs = 3600 * 1000;

/** The keys are not stored: the certificate ends with the process, and must not expire before it. */
const lifetimeMs = 10 * 365 * 24 * hourMs;

/**
 * Makes an authority and a serving certificate from it (both EC P-256), for the names under which
 * the API server calls the Service, and for this host. The authority's key is discarded.
 */
export async function makeServingCertificate(dnsNames: readonly string[]): Promise<ServingCertificate> {
  const authority = await certificate("vmgate-ca", [
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
  ]);
  const altNames = [
    ...dnsNames.map((value) => ({ type: 2 as const, value })),
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const serving = await certificate(
    "vmgate",
    [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames },
    ],
    { cert: authority.cert, key: authority.private },
  );
  return { cert: serving.cert, key: serving.private, ca: authority.cert };
}

/** One certificate; without an issuer it signs itself. */
async function certificate(
  commonName: string,
  extensions: Extensions,
  ca?: { readonly cert: string; readonly key: string },
): ReturnType<typeof generate> {
  return generate([{ name: "commonName", value: commonName }], {
    keyType: "ec",
    algorithm: "sha256",
    // A client whose clock is a little behind must not find it not yet valid.
    notBeforeDate: new Date(Date.now() - hourMs),
    notAfterDate: new Date(Date.now() + lifetimeMs),
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
}
