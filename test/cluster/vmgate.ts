import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { webhookRules } from "../../src/admission/webhook-rules.ts";
import { buildBundle } from "../../.ci/build.ts";
import type { Cluster } from "./cluster.ts";
import { applyInjectionManifests } from "./injection.ts";
import { localService } from "./kubevirt.ts";
import { freePorts } from "./ports.ts";
import { waitFor } from "./wait.ts";
import { pointToPort, type WebhookConfiguration } from "./webhooks.ts";

const root = join(import.meta.dirname, "..", "..");

/** The program as it runs from a clone. */
const vmgateProgram = join(root, "src", "main.ts");

const manifests = ["mutating-webhook.yaml", "validating-webhook.yaml"].map((file) =>
  join(root, "manifests", "kustomize", "base", file),
);

/** What differs from `vmgate serve` without a policy. */
export interface VmgateOptions {
  /** The text of the policy file. */
  readonly policy?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags. */
  readonly flags?: readonly string[];
  /** Where it listens for reviews; a free port where it is not said. */
  readonly port?: number;
  /** The bundle that ships, in place of the sources. */
  readonly isBundled?: true;
}

/** A running vmgate: the real program, with the certificate that the cluster's webhook authority gave it. */
export interface Vmgate {
  readonly port: number;
  readonly metricsPort: number;
  /** How many reviews it has answered since it was started, through both doors. */
  countReviews(): Promise<number>;
  /** Replaces the text of the policy file, and waits until it is in force. */
  setPolicy(text: string): Promise<void>;
  /** {@link registerWebhooks} for its port. */
  register(): Promise<void>;
  /** Removes the configurations; vmgate runs on. */
  unregister(): Promise<void>;
  /** Ends the program; the configurations stay. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same ports and waits until it is ready. */
  start(): Promise<void>;
}

/** Starts `vmgate serve` on free ports and waits until it is ready. It belongs to the cluster and ends with it. */
export async function startVmgate(cluster: Cluster, options: VmgateOptions = {}): Promise<Vmgate> {
  const { processes } = cluster;
  const [free = 0, metricsPort = 0] = await freePorts(2);
  const { port = free, flags = [] } = options;
  const args = ["serve", `--listen=127.0.0.1:${port}`, `--metrics-listen=127.0.0.1:${metricsPort}`];
  args.push(
    `--tls-cert=${cluster.certificate("vmgate.crt")}`,
    `--tls-key=${cluster.certificate("vmgate.key")}`,
    `--kubeconfig=${cluster.kubeconfig("vmgate-account")}`,
    ...flags,
  );
  const policyFile = join(cluster.folder, "vmgate-policy.yaml");
  if (options.policy !== undefined) {
    await writeFile(policyFile, options.policy);
    args.push(`--policy=${policyFile}`);
  }

  const bundle = join(cluster.folder, "bundle");
  const program = options.isBundled === true ? join(bundle, "vmgate.js") : vmgateProgram;
  if (options.isBundled === true) await buildBundle(bundle);

  const vmgate: Vmgate = {
    port,
    metricsPort,
    countReviews: () => countOf(metricsPort, "vmgate_reviews_total{"),
    async setPolicy(text) {
      const series = 'vmgate_policy_reloads_total{result="ok"}';
      const before = await countOf(metricsPort, series);
      await writeFile(policyFile, text);
      await waitFor("the new policy", async () =>
        (await countOf(metricsPort, series)) > before ? true : undefined,
      );
    },
    register: () => registerWebhooks(cluster, port),
    unregister: () => unregisterWebhooks(cluster),
    stop: (signal) => processes.stop("vmgate", signal),
    async start() {
      processes.start("vmgate", process.execPath, [program, ...args], options.env);
      await processes.waitFor("vmgate", () => isReady(metricsPort), 20_000);
    },
  };
  await applyInjectionManifests(cluster);
  await vmgate.start();
  return vmgate;
}

/**
 * Applies the shipped configurations for a server on a port of the loopback address, with the cluster's certificate for
 * vmgate: with the port and what a replica fills in, the caBundle and the rules.
 */
export async function registerWebhooks(cluster: Cluster, port: number): Promise<void> {
  const caBundle = (await readFile(cluster.certificate("webhook-ca.crt"))).toString("base64");
  const configurations = await shippedConfigurations();
  await cluster.apply({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "vmgate" } },
      localService("vmgate", "vmgate"),
      ...configurations.map((configuration) => armed(pointToPort(configuration, port, caBundle))),
    ],
  });
}

/** Removes the configurations. */
export async function unregisterWebhooks(cluster: Cluster): Promise<void> {
  const kinds = "mutatingwebhookconfigurations,validatingwebhookconfigurations";
  await cluster.mustKubectl(["delete", kinds, "vmgate", "--ignore-not-found"]);
}

/** The configuration as a replica that has been ready for a while leaves it. */
function armed(configuration: WebhookConfiguration): WebhookConfiguration {
  const webhooks = configuration.webhooks.map((webhook) => ({
    ...webhook,
    rules: webhookRules[webhook.name],
  }));
  return { ...configuration, webhooks };
}

/** The configurations as the manifests have them. */
export async function shippedConfigurations(): Promise<WebhookConfiguration[]> {
  return Promise.all(
    manifests.map(async (file) => parse(await readFile(file, "utf8")) as WebhookConfiguration),
  );
}

/** The sum of the counters whose lines start so. */
async function countOf(metricsPort: number, start: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const counters = text.split("\n").filter((line) => line.startsWith(start));
  return counters.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

async function isReady(metricsPort: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/readyz`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}
