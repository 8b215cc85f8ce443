import { generate } from "selfsigned";
import { authorityPrefix, clockSkewMs } from "./chain.ts";
import type { KeyPair } from "./key-pair.ts";

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>["extensions"]>;

/** From when to when a certificate is valid, in milliseconds since 1970; it begins an hour earlier than it is made. */
interface Life {
  readonly madeAt: number;
  readonly expiresAt: number;
}

/** Makes an authority with a new key (EC P-256) that signs serving certificates, nothing else. */
export async function makeAuthority(life: Life): Promise<KeyPair> {
  // Each has a name of its own: a client that knows two of one name may try the wrong one alone.
  const time = new Date(life.madeAt).toISOString().replaceAll(/\.\d+|[:-]/g, "");
  return certificate(`${authorityPrefix}-${time}`, life, [
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
  ]);
}

/** Issues a serving certificate with a new key (EC P-256). @param hosts DNS names @param ips addresses */
export async function issueServing(
  authority: KeyPair,
  hosts: readonly string[],
  life: Life,
  ips: readonly string[] = [],
): Promise<KeyPair> {
  const altNames = [
    ...hosts.map((value) => ({ type: 2 as const, value })),
    ...ips.map((ip) => ({ type: 7 as const, ip })),
  ];
  const extensions: Extensions = [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames },
  ];
  return certificate("vmgate", life, extensions, authority);
}

/** One certificate; without an issuer it signs itself. */
async function certificate(
  commonName: string,
  { madeAt, expiresAt }: Life,
  extensions: Extensions,
  ca?: KeyPair,
): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: "commonName", value: commonName }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(madeAt - clockSkewMs),
    notAfterDate: new Date(expiresAt),
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
  return { cert, key };
}
