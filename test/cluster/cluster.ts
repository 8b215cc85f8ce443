import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { identities, makeCertificates, type Identity } from "./certificates.ts";
import { openClient, type ApiObject, type Client } from "./client.ts";
import { auditLogPath, startControllerManager, startControlPlane, type Ports } from "./control-plane.ts";
import { kubeconfigPath, runClient, writeKubeconfig, type ClientOptions, type Output } from "./clients.ts";
import {
  installKubevirt,
  registerVirtApi,
  startVirtApi,
  startVirtController,
  waitForVirtController,
} from "./kubevirt.ts";
import { freePorts } from "./ports.ts";
import { openProcesses, type Processes } from "./processes.ts";
import { createRun, removeDeadRuns } from "./runs.ts";
import { restoreSnapshot, saveSnapshot } from "./snapshot.ts";

/** What another process needs to use a running cluster; plain data. */
export interface ClusterAddress {
  readonly folder: string;
  readonly ports: Ports;
}

/** One event of the API server's audit log, as far as tests look into it. */
interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly requestObject?: ApiObject;
}

/** A running control plane with KubeVirt's admission and controllers, on 127.0.0.1. */
export interface Cluster extends ClusterAddress {
  readonly processes: Processes;
  /** Runs kubectl to its end; a refusal is an exit code. */
  kubectl(args: readonly string[], options?: ClientOptions): Promise<Output>;
  /** Runs kubectl for its output. @throws when it fails */
  mustKubectl(args: readonly string[], options?: ClientOptions): Promise<string>;
  /** Runs virtctl for its output. @throws when it fails */
  mustVirtctl(args: readonly string[]): Promise<string>;
  /** Makes an object (or a List) be as given, with kubectl apply --server-side. @throws when it is refused */
  apply(object: object): Promise<void>;
  /** Plain HTTPS to the API server as admin. */
  request: Client["request"];
  /** A client with another identity; the caller closes it. */
  client(identity: Identity): Client;
  /** Path of the kubeconfig of an identity. */
  kubeconfig(identity: Identity): string;
  /** Path of a certificate or key, for example `webhook-ca.crt`. */
  certificate(file: string): string;
  /** Writes to VirtualMachines and instances since the cluster was started, oldest first. */
  auditEvents(): Promise<AuditEvent[]>;
  /** Closes the connections of this process; the cluster runs on. */
  close: () => void;
  /** Ends every program and removes the cluster's folder. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster of its own on free ports and waits until KubeVirt's webhooks are registered and its controller acts:
 * from saved data where there is some, which takes half the time. The programs must be built.
 * @throws when a program doesn't become ready; what was started is stopped then
 */
export async function startCluster(): Promise<Cluster> {
  await removeDeadRuns();
  const folder = createRun();
  const ports = await newPorts();
  const restored = await restoreSnapshot(folder);
  if (!restored) await makeCertificates(join(folder, "certificates"));
  await Promise.all(identities.map((identity) => writeKubeconfig(folder, ports.apiServer, identity)));
  const cluster = openCluster({ folder, ports });
  process.once("exit", cluster.processes.killAll);
  try {
    await startPrograms(cluster, restored);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function startPrograms(cluster: Cluster, restored: boolean): Promise<void> {
  const { folder, ports, processes } = cluster;
  await startControlPlane(folder, ports, processes);
  // It computes for three seconds before it first asks the API server, which needs as long to be ready.
  if (restored) startVirtApi(cluster);
  await processes.waitFor("kube-apiserver", async () => {
    const answer = await cluster.request("GET", "/readyz").catch(() => undefined);
    return answer?.status === 200;
  });
  if (!restored) {
    await installKubevirt(cluster);
    await saveSnapshot(folder, processes);
  }
  startVirtController(cluster);
  startControllerManager(folder, ports, processes);
  await registerVirtApi(cluster);
  await waitForVirtController(cluster);
}

/** Free ports for the programs of a cluster. */
export async function newPorts(): Promise<Ports> {
  const free = await freePorts(7);
  const port = (index: number): number => free[index] ?? 0;
  return {
    etcd: port(0),
    etcdPeer: port(1),
    apiServer: port(2),
    controllerManager: port(3),
    virtApi: port(4),
    virtController: port(5),
    askingVmgate: port(6),
  };
}

/** A handle for a cluster that another process started, or whose programs `processes` starts. */
export function openCluster(
  { folder, ports }: ClusterAddress,
  processes: Processes = openProcesses(folder),
): Cluster {
  const certificates = join(folder, "certificates");
  const clients: Client[] = [];
  const client = (identity: Identity): Client => {
    const opened = openClient(certificates, ports.apiServer, identity);
    clients.push(opened);
    return opened;
  };
  let admin: Client | undefined;
  const mustRun = async (
    program: "kubectl" | "virtctl",
    args: readonly string[],
    options?: ClientOptions,
  ): Promise<string> => {
    const { code, stdout, stderr } = await runClient(folder, program, args, options);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} exited with ${code}:\n${stderr}`);
    return stdout;
  };

  const cluster: Cluster = {
    folder,
    ports,
    processes,
    kubectl: (args, options) => runClient(folder, "kubectl", args, options),
    mustKubectl: (args, options) => mustRun("kubectl", args, options),
    mustVirtctl: (args) => mustRun("virtctl", args),
    async apply(object) {
      const args = ["apply", "--server-side", "--force-conflicts", "-f", "-"];
      await cluster.mustKubectl(args, { input: JSON.stringify(object) });
    },
    request: (...call) => (admin ??= client("admin")).request(...call),
    client,
    kubeconfig: (identity) => kubeconfigPath(folder, identity),
    certificate: (file) => join(certificates, file),
    async auditEvents() {
      if (!existsSync(auditLogPath(folder))) return [];
      const lines = (await readFile(auditLogPath(folder), "utf8")).split("\n");
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as AuditEvent);
    },
    close() {
      for (const opened of clients) opened.close();
    },
    async stop() {
      cluster.close();
      await processes.stopAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return cluster;
}
