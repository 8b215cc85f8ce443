import type { X509Certificate } from "node:crypto";
import {
  bundlesExpireAt,
  isTrustedByAll,
  planRegistration,
  type RegistrationState,
} from "../certs/registration.ts";
import type { ApiClient } from "../kube/api-client.ts";
import {
  patchConfiguration,
  readConfigurations,
  type Configuration,
} from "../kube/webhook-configurations.ts";
import { serviceHosts, type ClusterNames } from "./cluster-names.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/**
 * How long a replica is ready before it arms the webhooks, in milliseconds: by then it has been probed, and every
 * node sends the Service's connections to it.
 */
export const armAfterMs = 10_000;

/** What a registrar works with. */
export interface RegistrarOptions {
  readonly api: ApiClient;
  readonly names: ClusterNames;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly armAfterMs: number;
}

/**
 * Keeps the webhook configurations that there are in step with what is served. It never makes one: deleting them is
 * how a cluster goes on without vmgate. They ship without rules, so that they are called for nothing until a replica
 * has been ready for a while and writes the rules.
 */
export class Registrar {
  /** Whether every webhook trusts what is served, as far as is known; undefined before it is known. */
  isTrusted: boolean | undefined;
  readonly #options: RegistrarOptions;
  #trustedSince: number | undefined;
  #found = 0;
  #hasArmed = false;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  /** Whether nothing is left to arm. */
  get isArmed(): boolean {
    return this.#hasArmed || this.#found === 0;
  }

  /** What an administrator should know, one line each. */
  notes(): readonly string[] {
    if (this.isTrusted === undefined) return ["the webhook configurations have not been read yet"];
    if (!this.isTrusted)
      return ["the caBundle of the webhook configurations does not verify the certificate"];
    const { name } = this.#options.names;
    return this.#found === 0 ? [`no webhook configuration is named ${name}: nothing is sent here`] : [];
  }

  /** Reads the configurations. @throws when the API server does not give them */
  read(signal: AbortSignal): Promise<readonly Configuration[]> {
    const { api, names } = this.#options;
    return readConfigurations(api, names.name, signal);
  }

  /**
   * Takes note of whether the configurations trust a chain, and mends them where they do not.
   * @param chain what is served, the serving certificate first
   * @param bundle the authorities of the Secret; undefined where somebody else fills in the `caBundle`
   * @returns whether something was written
   * @throws when a configuration can't be written
   */
  async update(
    configurations: readonly Configuration[],
    chain: readonly X509Certificate[],
    bundle: readonly X509Certificate[] | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { api, names, log, metrics, now } = this.#options;
    const [host] = serviceHosts(names);
    const at = now();
    this.#found = configurations.length;
    this.isTrusted = configurations.every(({ webhooks }) => isTrustedByAll(webhooks, chain, host, at));
    const expiresAt = bundlesExpireAt(configurations.flatMap(({ webhooks }) => webhooks));
    if (expiresAt !== undefined) metrics.setCertificateExpiry("bundle", expiresAt);
    this.#trustedSince = this.isTrusted ? (this.#trustedSince ?? at) : undefined;
    const arm = this.#arm(at);
    let isChanged = false;
    for (const configuration of configurations) {
      const patches = planRegistration(configuration.webhooks, { bundle, arm, now: at });
      if (patches.length === 0) continue;
      await patchConfiguration(api, configuration, patches, signal);
      isChanged = true;
      const armed = patches.filter(({ rules }) => rules !== undefined).map(({ name }) => name);
      log.info({ configuration: configuration.path.slice(-2).join("/"), armed }, "webhooks updated");
    }
    if (arm === "different" && configurations.length > 0) this.#hasArmed = true;
    return isChanged;
  }

  /**
   * Rules of another version are replaced once: while an old and a new version run side by side, the one that was
   * started last decides.
   */
  #arm(at: number): RegistrationState["arm"] {
    const isLongReady =
      this.#trustedSince !== undefined && at >= this.#trustedSince + this.#options.armAfterMs;
    if (!isLongReady) return "no";
    return this.#hasArmed ? "missing" : "different";
  }
}
