import type { X509Certificate } from "node:crypto";
import { isEqual } from "../field/json.ts";
import { webhookRules, type WebhookRule } from "../admission/webhook-rules.ts";
import { authorityPrefix, certificatesIn, isTrusted, isValidAt } from "./chain.ts";
import { bundleText, newestFirst } from "./stored.ts";

/** A webhook as its configuration in the cluster has it. */
export interface RegisteredWebhook {
  readonly name: string;
  /** PEM; empty where there is none. */
  readonly caBundle: string;
  /** Undefined while the webhook is called for nothing. */
  readonly rules: unknown;
}

/** What is changed in a webhook; it is merged by its name. */
export interface WebhookPatch {
  readonly name: string;
  readonly clientConfig?: { readonly caBundle: string };
  readonly rules?: readonly WebhookRule[];
}

/** What a patch is decided on. */
export interface RegistrationState {
  /** The authorities of the Secret; undefined where somebody else fills in the `caBundle`. */
  readonly bundle: readonly X509Certificate[] | undefined;
  /** `missing`: give rules to webhooks without any; `different`: give them to those with others, too. */
  readonly arm: "no" | "missing" | "different";
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What has to change in the webhooks of a configuration; nothing where they are right. */
export function planRegistration(
  webhooks: readonly RegisteredWebhook[],
  state: RegistrationState,
): readonly WebhookPatch[] {
  return webhooks.flatMap((webhook) => {
    const caBundle = bundleFor(webhook, state);
    const rules = rulesFor(webhook, state);
    if (caBundle === undefined && rules === undefined) return [];
    return [
      {
        name: webhook.name,
        ...(caBundle === undefined
          ? {}
          : { clientConfig: { caBundle: Buffer.from(caBundle).toString("base64") } }),
        ...(rules === undefined ? {} : { rules }),
      },
    ];
  });
}

/** Whether every webhook trusts a chain. One without rules counts, too: it must trust before it is called. */
export function isTrustedByAll(
  webhooks: readonly RegisteredWebhook[],
  chain: readonly X509Certificate[],
  host: string,
  now: number,
): boolean {
  return webhooks.every(({ caBundle }) => isTrusted(chain, { bundle: certificatesIn(caBundle), host, now }));
}

/** When the first of the webhooks trusts nothing any more, in milliseconds since 1970; undefined where none trusts anything. */
export function bundlesExpireAt(webhooks: readonly RegisteredWebhook[]): number | undefined {
  const ends = webhooks.flatMap(({ caBundle }) => {
    const certificates = certificatesIn(caBundle);
    return certificates.length === 0 ? [] : [latest(certificates)];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function latest(certificates: readonly X509Certificate[]): number {
  return certificates.reduce((end, { validTo }) => Math.max(end, Date.parse(validTo)), 0);
}

/**
 * The Secret's authorities, and those of vmgate's own that the webhook trusts already: a replica may still serve
 * from one that the Secret lost.
 */
function bundleFor({ caBundle }: RegisteredWebhook, { bundle, now }: RegistrationState): string | undefined {
  if (bundle === undefined || bundle.length === 0) return undefined;
  const present = certificatesIn(caBundle).filter(
    (one) => one.subject.startsWith(`CN=${authorityPrefix}`) && isValidAt(one, now),
  );
  const wanted = bundleText(newestFirst([...bundle, ...present]));
  return wanted === caBundle ? undefined : wanted;
}

function rulesFor(
  { name, rules }: RegisteredWebhook,
  { arm }: RegistrationState,
): readonly WebhookRule[] | undefined {
  const wanted = webhookRules[name];
  if (arm === "no" || wanted === undefined) return undefined;
  if (arm === "missing") return rules === undefined ? wanted : undefined;
  return isEqual(rules, wanted) ? undefined : wanted;
}
