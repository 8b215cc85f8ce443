import type { X509Certificate } from "node:crypto";
import { certificatesIn } from "../certs/chain.ts";
import type { KeyPair } from "../certs/key-pair.ts";
import { lifetimes, type Lifetimes } from "../certs/renewal.ts";
import type { ApiClient } from "../kube/api-client.ts";
import { failureOf } from "../kube/api-failure.ts";
import { ClusterCertificate } from "./cluster-certificate.ts";
import type { ClusterNames } from "./cluster-names.ts";
import { every, type Pace } from "./every.ts";
import type { KeyPairFiles } from "./key-pair.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Check } from "./probes.ts";
import { armAfterMs, Registrar } from "./registrar.ts";
import {
  certificateCheck,
  certificateFromFiles,
  describe,
  expiryOf,
  makeCertificate,
} from "./serving-certificate.ts";

/** Where the certificate is from, and the cluster that it is served to. */
export interface CertificateSource {
  /** Absent: vmgate makes its own. */
  readonly tls?: { readonly files: KeyPairFiles; readonly pair: KeyPair };
  /** Absent: it runs without a cluster. */
  readonly api?: ApiClient;
  readonly names: ClusterNames;
}

/** Times, which tests shorten. */
export interface CertificateTimes {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly lifetimes: Lifetimes;
  /** How often the Secret and the configurations are looked at. */
  readonly pace: Pace;
  /** How long a replica is ready before it arms the webhooks, in milliseconds. */
  readonly armAfterMs: number;
}

/** The times that are kept in a cluster: a change in it is taken within ten seconds. */
export const certificateTimes: CertificateTimes = {
  now: Date.now,
  lifetimes,
  pace: { soonMs: 1000, laterMs: 10_000 },
  armAfterMs,
};

/** The serving certificate, now and later. */
export interface OpenCertificate {
  /** The pair to begin with; undefined where it is still to come from the cluster. */
  readonly pair: KeyPair | undefined;
  /** What a webhook configuration carries to trust it, base64 of PEM; only where nobody else knows it. */
  readonly caBundle?: string;
  readonly checks: readonly Check[];
  /** Passes every later pair to `take`, until the returned function is called. */
  readonly follow: (take: (pair: KeyPair) => void) => () => void;
  /** Resolves when there is a certificate and every webhook that there is trusts it. */
  readonly ready: Promise<void>;
}

interface Deps extends CertificateTimes {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Opens the certificate: from files, from the cluster's Secret, or made for this run where there is no cluster. */
export async function openCertificate(source: CertificateSource, deps: Deps): Promise<OpenCertificate> {
  const { tls, api, names } = source;
  if (tls !== undefined) deps.metrics.setCertificateExpiry("serving", expiryOf(tls.pair));
  if (api === undefined) {
    const made =
      tls === undefined ? await makeCertificate() : certificateFromFiles(tls.files, tls.pair, deps);
    return { ...made, checks: [made.check], ready: Promise.resolve() };
  }
  const registrar = new Registrar({ ...deps, api, names });
  return tls === undefined
    ? fromCluster(new Watch(registrar, deps), { ...deps, api, names, registrar })
    : fromFiles(new Watch(registrar, deps), tls, deps);
}

function fromCluster(
  watch: Watch,
  options: Deps & { readonly api: ApiClient; readonly names: ClusterNames; readonly registrar: Registrar },
): OpenCertificate {
  const { log, metrics } = options;
  let serve: ((pair: KeyPair) => void) | undefined;
  const certificate = new ClusterCertificate({
    ...options,
    serve(pair) {
      serve?.(pair);
      metrics.countCertificateReload("ok");
      metrics.setCertificateExpiry("serving", expiryOf(pair));
      log.info({ certificate: describe(pair) }, "certificate from the Secret");
    },
  });
  return {
    pair: undefined,
    checks: [
      certificateCheck(
        () => certificate.served,
        () => [],
        options.now,
      ),
      watch.check,
    ],
    follow(take) {
      serve = take;
      return watch.start((signal) => certificate.look(signal));
    },
    ready: watch.ready,
  };
}

function fromFiles(
  watch: Watch,
  { files, pair }: NonNullable<CertificateSource["tls"]>,
  deps: Deps,
): OpenCertificate {
  const fromDisk = certificateFromFiles(files, pair, deps);
  let chain: readonly X509Certificate[] = certificatesIn(pair.cert);
  return {
    pair,
    checks: [fromDisk.check, watch.check],
    follow(take) {
      const unfollow = fromDisk.follow((next) => {
        take(next);
        chain = certificatesIn(next.cert);
      });
      const stop = watch.start(async (signal) =>
        watch.registrar.update(await watch.registrar.read(signal), chain, undefined, signal),
      );
      return () => {
        unfollow();
        stop();
      };
    },
    ready: watch.ready,
  };
}

/** How long one look at the cluster may take, in milliseconds. */
const lookMs = 10_000;

/** Looks at the cluster again and again, and says what came of it. */
class Watch {
  readonly registrar: Registrar;
  readonly ready: Promise<void>;
  readonly #deps: Deps;
  #setReady: () => void = () => undefined;
  #problem: string | undefined;

  constructor(registrar: Registrar, deps: Deps) {
    this.registrar = registrar;
    this.#deps = deps;
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
  }

  /** Holds once every webhook trusts what is served; a cluster that can't be asked afterwards changes nothing. */
  get check(): Check {
    return {
      name: "webhooks",
      run: () => ({
        isOk: this.registrar.isTrusted === true,
        notes: [...this.registrar.notes(), ...(this.#problem === undefined ? [] : [this.#problem])],
      }),
    };
  }

  start(look: (signal: AbortSignal) => Promise<boolean>): () => void {
    return every(this.#deps.pace, async () => {
      try {
        const isChanged = await look(AbortSignal.timeout(lookMs));
        this.#problem = undefined;
        if (isChanged) return "again";
      } catch (error) {
        this.#report(failureOf(error));
      }
      if (this.registrar.isTrusted !== true) return "soon";
      this.#setReady();
      return this.registrar.isArmed ? "later" : "soon";
    });
  }

  #report(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    const { log, metrics } = this.#deps;
    metrics.countCertificateReload("failed");
    log.warn({ problem }, "the certificate or the webhook configurations could not be looked at");
  }
}
