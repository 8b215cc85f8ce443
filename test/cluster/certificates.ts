import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";

/** Who a client certificate speaks for; the first has every right. */
export type Identity =
  | "admin"
  | "kube-controller-manager"
  | "kube-proxy"
  | "kube-scheduler"
  | "kubelet"
  | "kubelet-other"
  | "kubevirt-apiserver"
  | "kubevirt-controller"
  | "kubevirt-handler"
  | "vmgate-account";

/** A node where there are some. */
export interface Node {
  readonly name: string;
  readonly address: string;
  /** The addresses of its pods. */
  readonly pods: string;
  readonly kubelet: Identity;
}

/** The node with the control plane. */
export const node: Node = { name: "node", address: "172.30.0.2", pods: "10.244.0.0/24", kubelet: "kubelet" };
/** A node beside it. */
export const otherNode: Node = {
  name: "other",
  address: "172.30.0.3",
  pods: "10.244.1.0/24",
  kubelet: "kubelet-other",
};
/** The address of the API server's Service. */
const apiService = "10.0.0.1";

/** Every identity there is a certificate and a kubeconfig for. */
export const identities: readonly Identity[] = [
  "admin",
  "kube-controller-manager",
  "kube-proxy",
  "kube-scheduler",
  "kubelet",
  "kubelet-other",
  "kubevirt-apiserver",
  "kubevirt-controller",
  "kubevirt-handler",
  "vmgate-account",
];

interface Pair {
  readonly key: string;
  readonly cert: string;
}

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>["extensions"]>;
type Usage = Omit<Extract<Extensions[number], { name: "extKeyUsage" }>, "name">;

/** Writes NAME.crt and NAME.key (PEM, EC P-256, ten years) for every authority, server and identity of a cluster. */
export async function makeCertificates(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const save = async (name: string, { cert, key }: Pair): Promise<void> => {
    await Promise.all([
      writeFile(join(folder, `${name}.crt`), cert),
      writeFile(join(folder, `${name}.key`), key, { mode: 0o600 }),
    ]);
  };
  const [ca, frontProxy, webhook] = await Promise.all(["ca", "front-proxy-ca", "webhook-ca"].map(authority));
  if (ca === undefined || frontProxy === undefined || webhook === undefined) return;
  await Promise.all([
    save("ca", ca),
    save("front-proxy-ca", frontProxy),
    save("webhook-ca", webhook),
    saveTokenKeys(folder),
    save("front-proxy-client", await client(frontProxy, "front-proxy-client", [])),
    save("webhook-client", await client(ca, "kube-apiserver", [])),
    save(
      "kube-apiserver",
      await server(ca, "kube-apiserver", ["kubernetes.default.svc"], [node.address, apiService]),
    ),
    save("virt-api", await server(webhook, "virt-api", ["virt-api.kubevirt.svc"])),
    save("virt-controller", await server(webhook, "virt-controller", [])),
    save("vmgate", await server(webhook, "vmgate", ["vmgate.vmgate.svc"])),
    ...identities.map(async (identity) => save(identity, await identityCertificate(ca, identity))),
  ]);
}

/** What the API server reads from these is, but for the uid, what it reads from the account's token. */
function identityCertificate(ca: Pair, identity: Identity): Promise<Pair> {
  if (identity === "admin") return client(ca, identity, ["system:masters"]);
  const kubeletOf = [node, otherNode].find(({ kubelet }) => kubelet === identity);
  if (kubeletOf !== undefined) return client(ca, `system:node:${kubeletOf.name}`, ["system:nodes"]);
  if (identity.startsWith("kube-")) return client(ca, `system:${identity}`, []);
  // The name vmgate.crt is its serving certificate's.
  const [namespace, account] = identity === "vmgate-account" ? ["vmgate", "vmgate"] : ["kubevirt", identity];
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return client(ca, `system:serviceaccount:${namespace}:${account}`, groups);
}

async function authority(name: string): Promise<Pair> {
  return certificate(name, [], undefined, [
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, digitalSignature: true, critical: true },
  ]);
}

async function server(
  issuer: Pair,
  name: string,
  dnsNames: readonly string[],
  addresses: readonly string[] = [],
): Promise<Pair> {
  const altNames = [
    ...["127.0.0.1", ...addresses].map((ip) => ({ type: 7 as const, ip })),
    ...["localhost", ...dnsNames].map((value) => ({ type: 2 as const, value })),
  ];
  // virt-controller and virt-api show theirs as client certificates too.
  const usage = { serverAuth: true, clientAuth: true };
  return certificate(name, [], issuer, [...leaf(usage), { name: "subjectAltName", altNames }]);
}

async function client(issuer: Pair, name: string, groups: readonly string[]): Promise<Pair> {
  return certificate(name, groups, issuer, leaf({ clientAuth: true }));
}

function leaf(usage: Usage): Extensions {
  return [
    { name: "keyUsage", digitalSignature: true, critical: true },
    { name: "extKeyUsage", ...usage },
  ];
}

async function certificate(
  commonName: string,
  groups: readonly string[],
  ca: Pair | undefined,
  extensions: Extensions,
): Promise<Pair> {
  const subject = [
    ...groups.map((value) => ({ name: "organizationName", value })),
    { name: "commonName", value: commonName },
  ];
  const tenYears = 10 * 365 * 24 * 3600 * 1000;
  const { cert, private: key } = await generate(subject, {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 3600 * 1000),
    notAfterDate: new Date(Date.now() + tenYears),
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
  return { cert, key };
}

async function saveTokenKeys(folder: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  await writeFile(join(folder, "sa.key"), privateKey, { mode: 0o600 });
  await writeFile(join(folder, "sa.pub"), publicKey);
}
