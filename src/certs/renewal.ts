import type { X509Certificate } from "node:crypto";
import { isIssuedBy, madeAt } from "./chain.ts";
import { issuerOf, type Stored } from "./stored.ts";

/** How long certificates live, in milliseconds. Each is renewed at two thirds of its life. */
export interface Lifetimes {
  readonly authority: number;
  readonly serving: number;
  /** How long a new authority is only trusted before anything is issued from it. */
  readonly settle: number;
}

const dayMs = 24 * 3600 * 1000;

/**
 * An authority is trusted until it expires, four months after it was replaced: by then every replica has served the
 * next one's certificate for long. Its date is the only record that this needs.
 */
export const lifetimes: Lifetimes = { authority: 365 * dayMs, serving: 90 * dayMs, settle: 600_000 };

/**
 * What is to be written into the Secret next.
 * - `restore`: what this replica still holds, since the Secret lost it
 * - `replace`: an authority and a serving certificate from it
 * - `authority`: a new authority, trusted beside the others; the serving certificate stays
 * - `serving`: a new serving certificate from the newest authority
 */
export type Renewal = "restore" | "replace" | "authority" | "serving";

/** What a renewal is decided on. */
export interface RenewalState {
  readonly stored: Stored;
  /** What this replica read last of a Secret that was whole, read again now. */
  readonly held: Stored;
  /** Whether every webhook that there is trusts the newest authority. */
  readonly isAuthorityTrusted: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The next step for the Secret; undefined where it is good as it is. */
export function planRenewal(
  { stored, held, isAuthorityTrusted, now }: RenewalState,
  { settle }: Lifetimes,
): Renewal | undefined {
  const { authority, serving } = stored;
  if (authority === undefined || serving === undefined) {
    if (held.authority !== undefined && held.serving !== undefined) return "restore";
    return authority === undefined ? "replace" : "serving";
  }
  if (isDue(authority.parsed, now)) return "authority";
  const isOld = isDue(serving.parsed, now) || !isIssuedBy(serving.parsed, authority.parsed);
  return isOld && isAuthorityTrusted && isSettled(authority.parsed, now, settle) ? "serving" : undefined;
}

/** What decides whether the Secret's serving certificate is served. */
export interface ServingState {
  readonly stored: Stored;
  /** What is served now; undefined at the start. */
  readonly served: string | undefined;
  /** Whether every webhook trusts what is served, and whether every one trusts what is stored. */
  readonly isServedTrusted: boolean;
  readonly isStoredTrusted: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether to take the serving certificate of the Secret: at once where there is no better one, otherwise once it is
 * trusted everywhere.
 */
export function takesStored(state: ServingState, { settle }: Lifetimes): boolean {
  const { stored, served, isServedTrusted, isStoredTrusted, now } = state;
  if (stored.serving === undefined || stored.serving.cert === served) return false;
  if (served === undefined || !isServedTrusted) return true;
  const issuer = issuerOf(stored.serving.parsed, stored.bundle);
  return isStoredTrusted && issuer !== undefined && isSettled(issuer, now, settle);
}

/** Whether two thirds of a certificate's life are over. */
function isDue(cert: X509Certificate, now: number): boolean {
  const made = madeAt(cert);
  return now >= made + ((Date.parse(cert.validTo) - made) * 2) / 3;
}

/** Whether every API server has heard of an authority by now. */
function isSettled(authority: X509Certificate, now: number, settle: number): boolean {
  return now >= madeAt(authority) + settle;
}
