import { X509Certificate } from "node:crypto";
import type { KeyPair } from "../certs/key-pair.ts";
import type { KeyPairFiles } from "./key-pair.ts";
import { watchKeyPair } from "./key-pair-watcher.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Check } from "./probes.ts";

/** How often the files are polled. A renewed certificate is mounted days before the old one expires. */
const pollMs = 5000;

/** The serving certificate, now and later. */
export interface Certificate {
  /** The pair to begin with. */
  readonly pair: KeyPair;
  /** What a webhook configuration carries to trust it, base64 of PEM; only where vmgate made it. */
  readonly caBundle?: string;
  readonly check: Check;
  /** Passes every later pair to `take`, until the returned function is called. */
  readonly follow: (take: (pair: KeyPair) => void) => () => void;
}

/** The names by which the API server calls vmgate, and the one for a local try. */
const servedNames = ["vmgate.vmgate.svc", "vmgate.vmgate.svc.cluster.local", "localhost"];

/** A certificate of vmgate's own making. It stays until the process ends. */
export async function makeCertificate(): Promise<Certificate> {
  // 150 ms that are saved where the certificate comes from files.
  const { makeServingCertificate } = await import("../certs/self-signed.ts");
  const { cert, key, ca } = await makeServingCertificate(servedNames);
  const pair = { cert, key };
  return {
    pair,
    caBundle: Buffer.from(ca).toString("base64"),
    check: certificateCheck(
      () => pair,
      () => ["self-signed by vmgate for this run"],
    ),
    follow: () => () => undefined,
  };
}

/** A certificate from files. A new pair in them is served without a restart. */
export function certificateFromFiles(
  files: KeyPairFiles,
  first: KeyPair,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  intervalMs = pollMs,
): Certificate {
  let served = first;
  let problems: readonly string[] = [];
  return {
    pair: first,
    check: certificateCheck(
      () => served,
      () => problems,
    ),
    follow: (take) =>
      watchKeyPair(files, first, intervalMs, {
        changed(pair) {
          take(pair);
          served = pair;
          metrics.countCertificateReload("ok");
          metrics.setCertificateExpiry("serving", expiryOf(pair));
          log.info({ certificate: describe(pair) }, "certificate replaced");
        },
        usable() {
          problems = [];
        },
        unusable(found) {
          problems = found;
          metrics.countCertificateReload("failed");
          log.warn({ problems }, "certificate files are invalid; keeping the previous certificate");
        },
      }),
  };
}

/** The names and the last day of a certificate, for people. */
export function describe({ cert }: KeyPair): string {
  const { subjectAltName, validTo } = new X509Certificate(cert);
  return `${subjectAltName ?? "no names"}; valid until ${validTo}`;
}

/** When a pair expires, in milliseconds since 1970. */
export function expiryOf({ cert }: KeyPair): number {
  return Date.parse(new X509Certificate(cert).validTo);
}

/** Holds while there is a certificate that has not expired. */
export function certificateCheck(
  served: () => KeyPair | undefined,
  notes: () => readonly string[],
  now: () => number = Date.now,
): Check {
  return {
    name: "certificate",
    run() {
      const pair = served();
      if (pair === undefined) return { isOk: false, notes: ["there is none yet", ...notes()] };
      const isExpired = Date.parse(new X509Certificate(pair.cert).validTo) < now();
      return { isOk: !isExpired, notes: [describe(pair), ...notes()] };
    },
  };
}
