import { issueServing, makeAuthority } from "./issue.ts";
import type { Lifetimes, Renewal } from "./renewal.ts";
import { bundleText, type CertificateData, type Stored } from "./stored.ts";

/** What a renewal is made of. */
export interface RenewOptions {
  readonly stored: Stored;
  /** The names of the Service, the one that the API server calls it by first. */
  readonly hosts: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly lifetimes: Lifetimes;
}

/** Makes what a step writes into the Secret. Keys are random, so no two calls make the same. */
export async function renew(
  step: Exclude<Renewal, "restore">,
  { stored, hosts, now, lifetimes }: RenewOptions,
): Promise<CertificateData> {
  const known = bundleText(stored.bundle);
  const old = step === "serving" ? stored.authority : undefined;
  const authority = old ?? (await makeAuthority({ madeAt: now, expiresAt: now + lifetimes.authority }));
  // What is issued ends with its authority at the latest.
  const end = Math.min(
    now + lifetimes.serving,
    old === undefined ? Infinity : Date.parse(old.parsed.validTo),
  );
  const kept = step === "authority" ? stored.serving : undefined;
  const serving = kept ?? (await issueServing(authority, hosts, { madeAt: now, expiresAt: end }));
  return {
    "ca.crt": old === undefined ? `${authority.cert.trimEnd()}\n${known}` : known,
    "ca.key": authority.key,
    "tls.crt": serving.cert,
    "tls.key": serving.key,
  };
}
