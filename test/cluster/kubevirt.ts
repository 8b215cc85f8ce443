import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { objectsPath, readObjects, programPath } from "./cache.ts";
import { answers } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { pointToPort, type WebhookConfiguration } from "./webhooks.ts";

/** KubeVirt's own object. Its defaults hold; without an architecture in the status every instance is refused. */
const kubevirt = {
  apiVersion: "kubevirt.io/v1",
  kind: "KubeVirt",
  metadata: { name: "kubevirt", namespace: "kubevirt" },
  spec: { configuration: { developerConfiguration: { featureGates: ["Snapshot"] } } },
};
const kubevirtStatus = { status: { phase: "Deployed", conditions: [], defaultArchitecture: "amd64" } };

/**
 * Brings everything of KubeVirt into the cluster that holds no port: accounts, rights, kinds, its own object. virt-api
 * is started on the way, because it computes for seconds before it listens.
 */
export async function installKubevirt(cluster: Cluster): Promise<void> {
  await cluster.mustKubectl(["create", "namespace", "kubevirt"]);
  await Promise.all([
    cluster.mustKubectl(["apply", "--server-side", "-f", objectsPath("rbac")]),
    cluster.mustKubectl(["apply", "--server-side", "-f", objectsPath("crds")]),
  ]);
  startVirtApi(cluster);
  await cluster.mustKubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  await cluster.mustKubectl(["create", "-f", "-"], { input: JSON.stringify(kubevirt) });
  const patch = ["patch", "kubevirt", "kubevirt", "-n", "kubevirt", "--type=merge", "--subresource=status"];
  await cluster.mustKubectl([...patch, "-p", JSON.stringify(kubevirtStatus)]);
}

/** Starts virt-api: KubeVirt's webhooks and the API of start, stop and other subresources. */
export function startVirtApi({ folder, ports, processes }: Cluster): void {
  processes.start("virt-api", programPath("virt-api"), [
    `--kubeconfig=${join(folder, "kubevirt-apiserver.kubeconfig")}`,
    "--listen=127.0.0.1",
    `--port=${ports.virtApi}`,
    `--tls-cert-file=${join(folder, "certificates", "virt-api.crt")}`,
    `--tls-key-file=${join(folder, "certificates", "virt-api.key")}`,
    `--handler-cert-file=${join(folder, "certificates", "virt-controller.crt")}`,
    `--handler-key-file=${join(folder, "certificates", "virt-controller.key")}`,
    "-v=2",
  ]);
}

/** Starts virt-controller: it makes instances of VirtualMachines and pods of instances. */
export function startVirtController({ folder, ports, processes }: Cluster): void {
  processes.start("virt-controller", programPath("virt-controller"), [
    `--kubeconfig=${join(folder, "kubevirt-controller.kubeconfig")}`,
    "--listen=127.0.0.1",
    `--port=${ports.virtController}`,
    `--prom-cert-file=${join(folder, "certificates", "virt-controller.crt")}`,
    `--prom-key-file=${join(folder, "certificates", "virt-controller.key")}`,
    "--launcher-image=launcher:none",
    "--exporter-image=exporter:none",
    "-v=2",
  ]);
}

/** Waits until virt-api listens, and registers its webhooks and its API at its port. */
export async function registerVirtApi(cluster: Cluster): Promise<void> {
  const authority = join(cluster.folder, "certificates", "webhook-ca.crt");
  await cluster.processes.waitFor("virt-api", () => {
    // It ends when it asks an API server that is not ready yet.
    if (!cluster.processes.isRunning("virt-api")) startVirtApi(cluster);
    return answers(cluster.ports.virtApi, "/", authority, () => true);
  });
  const caBundle = (await readFile(authority)).toString("base64");
  const configurations = readObjects("webhooks") as readonly WebhookConfiguration[];
  const items = [
    ...configurations.map((configuration) => pointToPort(configuration, cluster.ports.virtApi, caBundle)),
    localService("kubevirt", "virt-api"),
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1.subresources.kubevirt.io" },
      spec: {
        group: "subresources.kubevirt.io",
        version: "v1",
        groupPriorityMinimum: 1000,
        versionPriority: 15,
        caBundle,
        service: { name: "virt-api", namespace: "kubevirt", port: cluster.ports.virtApi },
      },
    },
  ];
  await cluster.apply({ apiVersion: "v1", kind: "List", items });
}

/** Waits until virt-controller acts. */
export async function waitForVirtController({ folder, ports, processes }: Cluster): Promise<void> {
  const authority = join(folder, "certificates", "webhook-ca.crt");
  await processes.waitFor("virt-controller", () =>
    answers(ports.virtController, "/leader", authority, ({ text }) => text.includes('"leader": "true"')),
  );
}

/** A Service that leads to 127.0.0.1: so configurations that name a Service work where no pod runs. */
export function localService(namespace: string, name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { type: "ExternalName", externalName: "localhost" },
  };
}
