import { writeFile } from "node:fs/promises";
import { createServer, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lifetimes } from "../../src/certs/renewal.ts";
import type { Cluster } from "./cluster.ts";
import { localService } from "./kubevirt.ts";
import { freePorts } from "./ports.ts";
import { waitFor } from "./wait.ts";
import { shippedConfigurations } from "./vmgate.ts";
import { pointToPort } from "./webhooks.ts";

/** Times of a replica that differ from those in production, and how far its clock is from ours. */
export interface ReplicaTimes {
  readonly lifetimes?: Lifetimes;
  readonly pace?: { readonly soonMs: number; readonly laterMs: number };
  readonly armAfterMs?: number;
  readonly clockOffsetMs: number;
}

/** Replicas of vmgate with `--certs self`, as processes, behind one port. */
export interface Replicas {
  /** The port of the Service. */
  readonly port: number;
  readonly ports: readonly number[];
  /** Starts one, or all, without waiting. */
  start(index?: number): void;
  /** Asks one to end as Kubernetes does: it gets no new connections any more. */
  stop(index: number): Promise<void>;
  /** Ends one without warning; connections are led to it for another second, until the Service has noticed. */
  kill(index: number): Promise<void>;
  stopAll(): Promise<void>;
  /** The answer of `/readyz?verbose`. */
  readyz(index: number): Promise<{ readonly ok: boolean; readonly text: string }>;
  /** Waits until all that were started are ready; from then on they get connections. */
  untilReady(): Promise<void>;
  setTimes(times: ReplicaTimes): Promise<void>;
  /** Applies the shipped configurations, with nothing changed but the port. */
  register(): Promise<void>;
  close(): Promise<void>;
}

const program = join(import.meta.dirname, "replica.ts");

/** Fast enough for a test: a change is taken within half a second. */
export const fast = { pace: { soonMs: 100, laterMs: 400 }, armAfterMs: 1000, clockOffsetMs: 0 };

/** Makes a Service of `count` replicas; none of them runs yet. */
export async function openReplicas(cluster: Cluster, count: number): Promise<Replicas> {
  const all = await freePorts(2 * count + 1);
  const [port = 0, ...others] = all;
  const ports = others.slice(0, count);
  const probes = others.slice(count);
  const started = new Set<number>();
  /** Those that have been ready: only they get connections. */
  const serving = new Set<number>();
  const balancer = await balance(port, () => [...serving].map((index) => ports[index] ?? 0));
  const timesFile = join(cluster.folder, "replica-times.json");
  const name = (index: number): string => `vmgate-${index}`;
  const replicas: Replicas = {
    port,
    ports,
    start(index) {
      for (const one of index === undefined ? ports.keys() : [index]) {
        const listen = [`127.0.0.1:${ports[one] ?? 0}`, `127.0.0.1:${probes[one] ?? 0}`];
        const args = [program, timesFile, ...listen, cluster.kubeconfig("vmgate-account")];
        cluster.processes.start(name(one), process.execPath, args);
        started.add(one);
      }
    },
    async stop(index) {
      started.delete(index);
      serving.delete(index);
      await cluster.processes.stop(name(index), "SIGTERM");
    },
    async kill(index) {
      started.delete(index);
      await cluster.processes.stop(name(index), "SIGKILL");
      await sleep(1000);
      serving.delete(index);
    },
    async stopAll() {
      started.clear();
      serving.clear();
      for (const index of ports.keys()) await cluster.processes.stop(name(index));
    },
    async readyz(index) {
      const answer = await fetch(`http://127.0.0.1:${probes[index] ?? 0}/readyz?verbose`).catch(
        () => undefined,
      );
      return { ok: answer?.ok === true, text: (await answer?.text()) ?? "" };
    },
    async untilReady() {
      for (const index of started) {
        await cluster.processes.waitFor(name(index), async () => (await replicas.readyz(index)).ok, 20_000);
        serving.add(index);
      }
    },
    setTimes: (times) => writeFile(timesFile, JSON.stringify(times)),
    async register() {
      const configurations = await shippedConfigurations();
      const items = [
        localService("vmgate", "vmgate"),
        ...configurations.map((configuration) => pointToPort(configuration, port)),
      ];
      await cluster.apply({ apiVersion: "v1", kind: "List", items });
    },
    async close() {
      await replicas.stopAll();
      balancer.close();
    },
  };
  await replicas.setTimes(fast);
  return replicas;
}

/** As a Service does: each new connection goes to one of those that are there, in turn. */
async function balance(port: number, targets: () => readonly number[]): Promise<Server> {
  let turn = 0;
  const server = createServer((client: Socket) => {
    const ports = targets();
    const target = connect(ports[turn++ % Math.max(ports.length, 1)] ?? 1, "127.0.0.1");
    client.on("error", () => target.destroy());
    target.on("error", () => client.destroy());
    client.pipe(target).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

const configurations = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"] as const;

/** A webhook of the cluster, as far as a replica fills it in. */
export interface ClusterWebhook {
  readonly name: string;
  readonly clientConfig: { readonly caBundle?: string };
  readonly rules?: readonly object[];
}

/** The webhooks of vmgate that are registered. */
export async function registeredWebhooks(cluster: Cluster): Promise<readonly ClusterWebhook[]> {
  const answers = await Promise.all(
    configurations.map((kind) =>
      cluster.request("GET", `/apis/admissionregistration.k8s.io/v1/${kind}/vmgate`),
    ),
  );
  return answers.flatMap(
    ({ body }) => (body as { readonly webhooks?: readonly ClusterWebhook[] }).webhooks ?? [],
  );
}

/** Waits until every webhook has its rules. */
export async function untilArmed(cluster: Cluster): Promise<void> {
  await waitFor("rules in every webhook", async () => {
    const webhooks = await registeredWebhooks(cluster);
    return webhooks.length === 3 && webhooks.every(({ rules }) => rules !== undefined) ? true : undefined;
  });
}
