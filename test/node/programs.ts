import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programPath } from "../cluster/cache.ts";
import { node, type Node } from "../cluster/certificates.ts";
import { kubeconfigPath } from "../cluster/clients.ts";
import type { Surroundings } from "../cluster/control-plane.ts";
import type { Processes } from "../cluster/processes.ts";

/** The addresses of all nodes' pods. */
const allPods = "10.244.0.0/16";
const containerd = "/run/containerd/containerd.sock";

/** The flags of a control plane that has a node, and pods that reach it by the Service `kubernetes`. */
export function besideNode(folder: string): Surroundings {
  const file = (name: string): string => join(folder, "certificates", name);
  return {
    apiServer: [
      "--bind-address=0.0.0.0",
      `--advertise-address=${node.address}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      // No name server knows the node.
      "--kubelet-preferred-address-types=InternalIP",
      `--kubelet-client-certificate=${file("admin.crt")}`,
      `--kubelet-client-key=${file("admin.key")}`,
    ],
    controllerManager: [
      `--root-ca-file=${file("ca.crt")}`,
      `--service-account-private-key-file=${file("sa.key")}`,
    ],
  };
}

/** Starts the container runtime; images can be imported when its socket answers. */
export function startContainerd(folder: string, { pods }: Node, processes: Processes): void {
  const config = `version = 2
root = "${folder}/containerd"
state = "/run/containerd"
[grpc]
  address = "${containerd}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "vmgate.test/sandbox:1"
  disable_apparmor = true
  # Pods that are critical for a cluster ask for less than this machine's root may set.
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "${folder}/cni"
`;
  mkdirSync(join(folder, "cni"));
  writeFileSync(join(folder, "cni", "10-bridge.conflist"), JSON.stringify(podNetwork(pods)));
  writeFileSync(join(folder, "containerd.toml"), config);
  processes.start("containerd", "containerd", ["--config", join(folder, "containerd.toml")]);
}

const podNetwork = (subnet: string): object => ({
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "pods0",
      isGateway: true,
      isDefaultGateway: true,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet }]] },
    },
  ],
});

/**
 * Starts what makes a node of the namespaces: kubelet and kube-proxy.
 * @param folder of the node
 * @param cluster the folder of the cluster
 */
export function startNode(
  folder: string,
  { name, address, kubelet: identity }: Node,
  cluster: string,
  processes: Processes,
): void {
  const save = (name: string, config: object): string => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(config));
    return path;
  };
  processes.start("kubelet", programPath("kubelet"), [
    `--config=${save("kubelet", kubelet(cluster))}`,
    `--kubeconfig=${kubeconfigPath(cluster, identity)}`,
    `--hostname-override=${name}`,
    `--node-ip=${address}`,
    `--root-dir=${join(folder, "kubelet")}`,
    `--cert-dir=${join(folder, "kubelet-certificates")}`,
  ]);
  processes.start("kube-proxy", programPath("kube-proxy"), [
    `--config=${save("kube-proxy", kubeProxy(cluster, name))}`,
  ]);
}

/** Starts the scheduler. */
export function startScheduler(folder: string, processes: Processes): void {
  processes.start("kube-scheduler", programPath("kube-scheduler"), [
    `--kubeconfig=${kubeconfigPath(folder, "kube-scheduler")}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    `--cert-dir=${join(folder, "scheduler-certificates")}`,
  ]);
}

function kubelet(cluster: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    // A later Kubernetes will not know cgroup v1 any more.
    failCgroupV1: false,
    cgroupDriver: "cgroupfs",
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${containerd}`,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(cluster, "certificates", "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    resolvConf: "",
    // A changed Secret or ConfigMap is in the pods after 10 seconds; a minute is the default.
    syncFrequency: "10s",
    imageGCHighThresholdPercent: 100,
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1Gi", "imagefs.available": "1Gi" },
  };
}

function kubeProxy(cluster: string, name: string): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig: kubeconfigPath(cluster, "kube-proxy") },
    clusterCIDR: allPods,
    hostnameOverride: name,
    // 0 leaves the machine's settings as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
