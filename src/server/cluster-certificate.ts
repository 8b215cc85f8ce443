import { X509Certificate } from "node:crypto";
import { certificatesIn } from "../certs/chain.ts";
import type { KeyPair } from "../certs/key-pair.ts";
import { isTrustedByAll } from "../certs/registration.ts";
import { planRenewal, takesStored, type Lifetimes } from "../certs/renewal.ts";
import { noCertificate, readStored, type CertificateData, type Stored } from "../certs/stored.ts";
import { readCertificateSecret, writeCertificateSecret } from "../kube/certificate-secret.ts";
import type { CertificateSecret, SecretName } from "../kube/certificate-secret.ts";
import type { Configuration } from "../kube/webhook-configurations.ts";
import { serviceHosts } from "./cluster-names.ts";
import type { Registrar, RegistrarOptions } from "./registrar.ts";

/** What a certificate in a cluster works with. */
export interface ClusterCertificateOptions extends RegistrarOptions {
  readonly registrar: Registrar;
  readonly lifetimes: Lifetimes;
  /** Takes a new pair. */
  readonly serve: (pair: KeyPair) => void;
}

/**
 * The certificate in the Secret that all replicas share. Whoever sees first that it has to be made or renewed writes
 * it, if it is still in the version that was read; everybody takes what is there, so there is no leader.
 */
export class ClusterCertificate {
  /** What is served; undefined at the start. */
  served: KeyPair | undefined;
  readonly #options: ClusterCertificateOptions;
  readonly #secret: SecretName;
  readonly #hosts: readonly [string, ...string[]];
  /** What was last read of a Secret that was whole. */
  #held: CertificateData = noCertificate;

  constructor(options: ClusterCertificateOptions) {
    this.#options = options;
    const { namespace, name } = options.names;
    this.#secret = { namespace, name: `${name}-certificate` };
    this.#hosts = serviceHosts(options.names);
  }

  /**
   * Looks once at the Secret and the configurations, and does what is due.
   * @returns whether something was changed, so that it has to be looked at again
   * @throws when the API server can't be asked, or refuses something
   */
  async look(signal: AbortSignal): Promise<boolean> {
    const { api, metrics, registrar, now } = this.#options;
    const [configurations, secret] = await Promise.all([
      registrar.read(signal),
      readCertificateSecret(api, this.#secret, signal),
    ]);
    const stored = readStored(secret.data, this.#hosts[0], now());
    if (stored.authority !== undefined && stored.serving !== undefined) this.#held = secret.data;
    if (stored.authority !== undefined) {
      metrics.setCertificateExpiry("authority", Date.parse(stored.authority.parsed.validTo));
    }
    this.#take(stored, configurations);
    const isRegistered = await this.#register(stored, configurations, signal);
    const isRenewed = await this.#renew(stored, secret, configurations, signal);
    return isRegistered || isRenewed;
  }

  #take(stored: Stored, configurations: readonly Configuration[]): void {
    const { lifetimes, now, serve } = this.#options;
    const { serving } = stored;
    const state = {
      stored,
      served: this.served?.cert,
      isServedTrusted: this.#isTrusted(configurations, this.served?.cert),
      isStoredTrusted: this.#isTrusted(configurations, serving?.cert),
      now: now(),
    };
    if (serving === undefined || !takesStored(state, lifetimes)) return;
    this.served = { cert: serving.cert, key: serving.key };
    serve(this.served);
  }

  #isTrusted(configurations: readonly Configuration[], chain = ""): boolean {
    const [certificates, now] = [certificatesIn(chain), this.#options.now()];
    const [leaf] = certificates;
    // Without a configuration nobody is there to trust it, and its dates decide alone.
    if (leaf === undefined || Date.parse(leaf.validTo) <= now) return false;
    return configurations.every(({ webhooks }) =>
      isTrustedByAll(webhooks, certificates, this.#hosts[0], now),
    );
  }

  async #register(
    stored: Stored,
    configurations: readonly Configuration[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (this.served === undefined) return false;
    const chain = certificatesIn(this.served.cert);
    return this.#options.registrar.update(configurations, chain, stored.bundle, signal);
  }

  async #renew(
    stored: Stored,
    { resourceVersion }: CertificateSecret,
    configurations: readonly Configuration[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { lifetimes, log, now } = this.#options;
    const at = now();
    const held = readStored(this.#held, this.#hosts[0], at);
    const isAuthorityTrusted = configurations.every(({ webhooks }) =>
      webhooks.every(({ caBundle }) => caBundle.includes(stored.authority?.cert.trim() ?? "")),
    );
    const step = planRenewal({ stored, held, isAuthorityTrusted, now: at }, lifetimes);
    if (step === undefined) return false;
    const data = step === "restore" ? this.#held : await this.#make(step, stored);
    const isFirst = await this.#write({ data, resourceVersion }, signal);
    if (isFirst)
      log.info({ step, certificate: new X509Certificate(data["tls.crt"]).validTo }, "Secret written");
    return true;
  }

  async #write(secret: CertificateSecret, signal: AbortSignal): Promise<boolean> {
    const { api, metrics } = this.#options;
    try {
      const isFirst = await writeCertificateSecret(api, this.#secret, secret, signal);
      if (isFirst) metrics.countSecretWrite("certificate", "ok");
      return isFirst;
    } catch (error) {
      metrics.countSecretWrite("certificate", "failed");
      throw error;
    }
  }

  async #make(step: "replace" | "authority" | "serving", stored: Stored): Promise<CertificateData> {
    const { lifetimes, now } = this.#options;
    // 150 ms that are saved where nothing has to be made.
    const { renew } = await import("../certs/renew.ts");
    return renew(step, { stored, hosts: this.#hosts, now: now(), lifetimes });
  }
}
