import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programPath } from "./cache.ts";
import type { Processes } from "./processes.ts";

/** The ports of a cluster's programs on 127.0.0.1. */
export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
  readonly controllerManager: number;
  readonly virtApi: number;
  readonly virtController: number;
  /** Where a vmgate listens that asks the API server for a client certificate. */
  readonly askingVmgate: number;
}

/** Every write to a VirtualMachine with the whole request; with annotations that name each mutating webhook and its patch. */
const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    {
      level: "Request",
      verbs: ["create", "update", "patch", "delete"],
      resources: [{ group: "kubevirt.io", resources: ["virtualmachines", "virtualmachineinstances"] }],
    },
    { level: "None" },
  ],
};

/** What differs between a control plane without nodes and one that has them, by flags. */
export interface Surroundings {
  readonly apiServer: readonly string[];
  readonly controllerManager: readonly string[];
}

/** Nothing but the control plane, on 127.0.0.1; its controllers only finish deletions: of namespaces, and of what an object owned. */
const noNodes: Surroundings = {
  apiServer: [
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    "--authorization-mode=RBAC",
    // The first refuses pods until a controller has made an account; the second adds finalizers that nobody removes here.
    "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection",
  ],
  controllerManager: [
    "--controllers=namespace-controller,garbage-collector-controller,serviceaccount-controller",
  ],
};

/** Path of the audit log of the cluster in `folder`: one JSON object a line. */
export function auditLogPath(folder: string): string {
  return join(folder, "audit.log");
}

/** Starts etcd and kube-apiserver; they are not ready yet. */
export async function startControlPlane(
  folder: string,
  ports: Ports,
  processes: Processes,
  surroundings: Surroundings = noNodes,
): Promise<void> {
  await writeFile(join(folder, "audit-policy.json"), JSON.stringify(auditPolicy));
  await writeAdmissionConfiguration(folder, ports);
  processes.start("etcd", programPath("etcd"), etcdFlags(folder, ports));
  startApiServer(folder, ports, processes, surroundings);
}

/** Starts the API server alone: etcd runs. */
export function startApiServer(
  folder: string,
  ports: Ports,
  processes: Processes,
  { apiServer }: Surroundings = noNodes,
): void {
  const flags = [...apiServerFlags(folder, ports), ...apiServer];
  processes.start("kube-apiserver", programPath("kube-apiserver"), flags);
}

/** The client certificate that the API server shows to a webhook: the way the runbook says, to one vmgate alone. */
async function writeAdmissionConfiguration(folder: string, { askingVmgate }: Ports): Promise<void> {
  const certificate = join(folder, "certificates", "webhook-client");
  const kubeConfigFile = join(folder, "webhooks.kubeconfig");
  const user = { "client-certificate": `${certificate}.crt`, "client-key": `${certificate}.key` };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    users: [{ name: `vmgate.vmgate.svc:${askingVmgate}`, user }],
  };
  const [apiVersion, kind] = ["apiserver.config.k8s.io/v1", "WebhookAdmissionConfiguration"];
  const plugins = ["MutatingAdmissionWebhook", "ValidatingAdmissionWebhook"].map((name) => ({
    name,
    configuration: { apiVersion, kind, kubeConfigFile },
  }));
  await writeFile(kubeConfigFile, JSON.stringify(kubeconfig));
  await writeFile(
    join(folder, "admission.json"),
    JSON.stringify({ apiVersion, kind: "AdmissionConfiguration", plugins }),
  );
}

/** Starts Kubernetes' controllers. */
export function startControllerManager(
  folder: string,
  ports: Ports,
  processes: Processes,
  { controllerManager }: Surroundings = noNodes,
): void {
  processes.start("kube-controller-manager", programPath("kube-controller-manager"), [
    `--kubeconfig=${join(folder, "kube-controller-manager.kubeconfig")}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.controllerManager}`,
    `--cert-dir=${join(folder, "tmp")}`,
    "--leader-elect=false",
    // Each controller acts as its own service account; with one for all, RBAC forbids the deletions.
    "--use-service-account-credentials=true",
    ...controllerManager,
  ]);
}

function etcdFlags(folder: string, ports: Ports): string[] {
  const clients = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    "--name=etcd",
    `--data-dir=${join(folder, "etcd")}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=etcd=${peers}`,
  ];
}

function apiServerFlags(folder: string, ports: Ports): string[] {
  const file = (name: string): string => join(folder, "certificates", name);
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    `--secure-port=${ports.apiServer}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    `--tls-cert-file=${file("kube-apiserver.crt")}`,
    `--tls-private-key-file=${file("kube-apiserver.key")}`,
    `--client-ca-file=${file("ca.crt")}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${file("sa.pub")}`,
    `--service-account-signing-key-file=${file("sa.key")}`,
    // virt-api is reached through the API server, and trusts it by this authority.
    `--requestheader-client-ca-file=${file("front-proxy-ca.crt")}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${file("front-proxy-client.crt")}`,
    `--proxy-client-key-file=${file("front-proxy-client.key")}`,
    "--anonymous-auth=false",
    `--admission-control-config-file=${join(folder, "admission.json")}`,
    `--audit-policy-file=${join(folder, "audit-policy.json")}`,
    `--audit-log-path=${auditLogPath(folder)}`,
    // An event is in the file before the request is answered.
    "--audit-log-mode=blocking",
  ];
}
